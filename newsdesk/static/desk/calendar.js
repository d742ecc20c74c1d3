// An entry dragged to another day fills in its own form's date and sends it.
let dragged

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".cal-entry[draggable=true]")
  if (!dragged) return
  event.dataTransfer.effectAllowed = "move"
  event.dataTransfer.setData("text/plain", dragged.id)
})

document.addEventListener("dragend", () => {
  dragged = undefined
  document.querySelector(".cal-day.over")?.classList.remove("over")
})

for (const day of document.querySelectorAll(".cal-day")) {
  day.addEventListener("dragover", (event) => {
    if (!dragged || day.contains(dragged)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = "move"
    document.querySelector(".cal-day.over")?.classList.remove("over")
    day.classList.add("over")
  })
  day.addEventListener("drop", (event) => {
    if (!dragged || day.contains(dragged)) return
    event.preventDefault()
    const form = dragged.querySelector("form")
    form.elements.day.value = day.dataset.day
    form.requestSubmit(form.querySelector("[name=_move]"))
  })
}
