// A word with the desk from a page that is open for long. Imported as "desk/asking", by the import map of articles/editor.py.

const sentence = (words) => Object.assign(new Error(words), { sentence: words })

// Its answer to `data`, or to a question without, as JSON. Throws an error with a `sentence` for whoever waits.
export const ask = async (address, { data, signal } = {}) => {
  let response
  try {
    response = await fetch(address, { method: data ? "POST" : "GET", body: data, redirect: "manual", signal })
  } catch (error) {
    throw error.name === "AbortError" ? error : sentence("The desk did not answer. Is the connection up?")
  }
  if (response.type === "opaqueredirect" || response.status === 403) {
    throw sentence("The desk no longer knows you. Sign in again in another tab.")
  }
  if (!response.ok) throw sentence(`The desk refused it (${response.status}). Your text is untouched.`)
  return response.json()
}

// What lets a form of ours in. The cookie changes with a log-in in another tab, and what stands in the form does not.
export const token = (form) =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form?.elements.csrfmiddlewaretoken?.value ?? ""

// What a form of the desk sends: `values` with the token that lets them in.
export const sent = (values, form) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(values)) data.set(name, value)
  data.set("csrfmiddlewaretoken", token(form))
  return data
}
