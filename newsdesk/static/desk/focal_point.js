// Shows the focal point on the preview, moves it where the preview is pressed, and previews a file before it is sent.
// Without it, and from the keyboard, the two numbers do the same.

const box = document.querySelector("[data-focal-preview]");
const across = document.querySelector("input[name=focal_x]");
const down = document.querySelector("input[name=focal_y]");
const file = document.querySelector("input[type=file][name=file]");

const fraction = (value) => Math.min(Math.max(value, 0), 1);

function mark() {
  for (const circle of box.querySelectorAll("circle")) {
    circle.setAttribute("cx", `${100 * fraction(across.valueAsNumber || 0)}%`);
    circle.setAttribute("cy", `${100 * fraction(down.valueAsNumber || 0)}%`);
  }
}

function press(event) {
  const svg = event.currentTarget;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  across.value = fraction(x / svg.viewBox.baseVal.width).toFixed(2);
  down.value = fraction(y / svg.viewBox.baseVal.height).toFixed(2);
  mark();
}

async function choose() {
  if (!file.files.length) return;
  const picture = new Image();
  picture.src = URL.createObjectURL(file.files[0]);
  try {
    await picture.decode();
  } catch {
    return; // Whether it is a picture is for the server to say, in words.
  }
  const svg = box.querySelector("svg");
  svg.setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
  svg.querySelector("image").setAttribute("href", picture.src);
  box.hidden = false;
}

if (box && across && down) {
  box.querySelector("svg").addEventListener("click", press);
  across.addEventListener("input", mark);
  down.addEventListener("input", mark);
  file?.addEventListener("change", choose);
}
