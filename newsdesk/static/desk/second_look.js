// The queue's conveniences: ticking a whole page, putting off one story, and the keys j, k (next, previous), e (edit),
// y (still right), s (snooze).
const rows = [...document.querySelectorAll(".queue-row")]
const all = document.getElementById("tick-all")
const snooze = document.getElementById("snooze")
const tick = (row) => row.querySelector("input[type=checkbox]")
let here = -1

all?.addEventListener("change", () => {
  for (const row of rows) tick(row).checked = all.checked
})

function go(step) {
  here = Math.min(rows.length - 1, Math.max(0, here + step))
  rows[here].querySelector("a.button").focus()
  rows[here].scrollIntoView({ block: "nearest" })
}

// One story alone: what else is ticked is not put off with it.
function putOff(chosen) {
  for (const row of rows) tick(row).checked = row === chosen
  snooze.open = true
  snooze.scrollIntoView({ block: "nearest" })
  document.getElementById("reason").focus()
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".put-off")
  if (!button) return
  event.preventDefault()
  putOff(button.closest(".queue-row"))
})

document.addEventListener("focusin", ({ target }) => {
  const row = rows.indexOf(target.closest(".queue-row"))
  if (row >= 0) here = row
})

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !rows.length) return
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return
  if (event.key === "j") go(1)
  else if (event.key === "k") go(-1)
  else if (here < 0) return
  else if (event.key === "e") rows[here].querySelector("a.button").click()
  else if (event.key === "y") rows[here].querySelector("button.one").click()
  else if (event.key === "s") putOff(rows[here])
  else return
  event.preventDefault() // or the letter stands in the field that has the focus now
})
