// A moment typed as the desk's clocks show it, written out in the zone of whoever types it. Without this, the line below
// the field says what the time is in both.
const clock = (instant, timeZone) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" })
      .formatToParts(instant).map(({ type, value }) => [type, value]),
  )
const asUTC = ({ year, month, day, hour, minute }) => Date.UTC(year, month - 1, day, hour, minute)

// The instant at which clocks of the zone show that wall time. Where they never do, or twice, the desk asks back.
const instantOf = (wall, zone) => {
  const wanted = Date.parse(`${wall}Z`)
  const guess = wanted - (asUTC(clock(wanted, zone)) - wanted)
  return guess - (asUTC(clock(guess, zone)) - wanted)
}

for (const field of document.querySelectorAll("input[data-own]")) {
  const said = document.createElement("output")
  said.className = "there"
  said.htmlFor = field.id
  field.after(said)
  const say = () => {
    const { desk, own } = field.dataset
    const moment = field.value && new Date(instantOf(field.value, desk))
    const words = moment && new Intl.DateTimeFormat("en-GB", { timeZone: own, dateStyle: "long", timeStyle: "short" })
    said.value = moment ? `${own}: ${words.format(moment)}` : ""
  }
  field.addEventListener("input", say)
  say()
}
