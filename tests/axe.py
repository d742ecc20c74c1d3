"""What axe finds of a page in a browser, in its light colours and in its dark ones."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script
ALL = {"resultTypes": ["violations"]}
CONTRAST = {**ALL, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Only what counts comes over: the whole answer names every element that is right.
GRAVE = """async (options) => (await axe.run(options)).violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => ({ id, places: nodes.map(({ html }) => html) }))"""


def faults(page):
    """{rule: [HTML of each place]} of what axe finds serious in either scheme, and under "console" the page's errors.

    Only colours differ by scheme, so all rules are asked in the light one, and contrast again in the dark one.
    """
    if page.locator("textarea[name=body]").count():
        page.wait_for_selector(".ProseMirror[aria-labelledby]")  # the editor gets its name a moment after itself
    found = {"console": list(page.complaints)} if page.complaints else {}
    page.evaluate(SCRIPT)
    for scheme, options in (("light", ALL), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # else colours are on their way
        for fault in page.evaluate(GRAVE, options):
            found[f"{fault['id']}, {scheme}"] = [html[:300] for html in fault["places"]]
    page.complaints.clear()  # its own: it measures with inline styles
    return found
