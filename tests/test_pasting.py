"""What is pasted from Word, Google Docs and pages: read as it was meant, and as it is then stored. In a browser."""

import pytest
from playwright.sync_api import expect

from tests.make import make_author, make_draft, make_user
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(watched_page, live_server, log_in):
    writer = make_user("writer", groups=["Writers"])
    log_in(writer)
    story = make_draft(by=writer, body="<p>Before it.</p>", authors=[make_author()])
    return OpenRoom(watched_page, live_server.url, story)


def word(body, style=""):
    """As Word puts it on the clipboard."""
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>'
        '<meta http-equiv=Content-Type content="text/html"><meta name=Generator content="Microsoft Word 15">'
        "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
        f"<style><!-- p.MsoNormal {{margin:0cm}} @list l0 {{mso-list-id:1}} {style} --></style></head>"
        f"<body lang=EN-GB><!--StartFragment-->{body}<!--EndFragment--></body></html>"
    )


def item(words, marker, level=1, mso_list="l0", lfo="lfo1", comment="<!--[if {}]-->"):
    """A paragraph that Word draws as an item of a list."""
    start, end = comment.format("!supportLists"), comment.replace("if {}", "endif").format()
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='margin-left:{36 * level}.0pt;text-indent:-18.0pt;"
        f"mso-list:{mso_list} level{level} {lfo}'>{start}<span style='font-family:Symbol'><span"
        f" style='mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"
        f"</span></span>{end}{words}<o:p></o:p></p>"
    )


def docs(body):
    """As Google Docs puts it there."""
    return (
        '<meta charset=\'utf-8\'><meta charset="utf-8"><b style="font-weight:normal;"'
        f' id="docs-internal-guid-5c3f1a7e-7fff-0d4e-8f0e">{body}</b><br class="Apple-interchange-newline">'
    )


def run(words, **style):
    """A run of Google Docs: everything is said by style, and always whole."""
    said = {
        "font-size": "11pt", "font-family": "Arial,sans-serif", "color": "#000000", "font-weight": "400",
        "font-style": "normal", "text-decoration": "none", "vertical-align": "baseline", "white-space": "pre-wrap",
        **{name.replace("_", "-"): value for name, value in style.items()},
    }  # fmt: skip
    return f'<span style="{";".join(":".join(pair) for pair in said.items())};">{words}</span>'


def line(*runs, tag="p"):
    return f'<{tag} dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">{"".join(runs)}</{tag}>'


# Word


def test_words_formatting_links_and_headings_come_in_as_our_own(room):
    assert room.pasted(word(
        "<p class=MsoTitle><span lang=EN-US>Nam-ra returns<o:p></o:p></span></p>"
        "<h2><a name=\"_Toc1\"></a><b>What we\nknow</b><o:p></o:p></h2>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<p class=MsoNormal>It is <b style='mso-bidi-font-weight:normal'>renewed</b>, <i>she</i> said"
        "<span style='mso-spacerun:yes'>&nbsp; </span>on <a href=\"https://netflix.com/\" title=\"\">it</a>, in "
        "<st1:place w:st=\"on\"><st1:City w:st=\"on\">Seoul</st1:City></st1:place>.</p>"
        "<p class=MsoQuote><i>We wait.</i></p>"
    )) == (
        "<h2>Nam-ra returns</h2><h2>What we know</h2>"
        '<p>It is <strong>renewed</strong>, <em>she</em> said on <a href="https://netflix.com/">it</a>, in Seoul.</p>'
        "<blockquote><p><em>We wait.</em></p></blockquote>"
    )  # fmt: skip
    assert room.told.inner_text() == ""


def test_words_drawn_lists_become_lists(room):
    plain, bogus = "<!--[if {}]-->", "<![if {}]>"
    for comment in (plain, bogus):
        assert room.pasted(word(
            item("One", "·", comment=comment) + item("Within one", "o", 2, comment=comment)
            + item("Deeper", "§", 3, comment=comment) + item("Two", "·", comment=comment)
            + "<p class=MsoListParagraphCxSpMiddle>Two goes on.</p>" + item("Three", "·", comment=comment)
            + "<p class=MsoNormal>Between.</p>"
            + item("Fourth", "4.", mso_list="l1", comment=comment)
            + item("Letter", "a)", 2, mso_list="l1", comment=comment)
            + item("Fifth", "5.", mso_list="l1", comment=comment)
            + item("Another list", "1.", mso_list="l2", comment=comment)
        )) == (
            "<ul><li><p>One</p><ul><li><p>Within one</p><ul><li><p>Deeper</p></li></ul></li></ul></li>"
            "<li><p>Two</p><p>Two goes on.</p></li><li><p>Three</p></li></ul><p>Between.</p>"
            '<ol start="4"><li><p>Fourth</p><ol><li><p>Letter</p></li></ol></li><li><p>Fifth</p></li></ol>'
            "<ol><li><p>Another list</p></li></ol>"
        )  # fmt: skip


def test_words_tracked_changes_stand_as_accepted_and_its_comments_stay_out(room):
    assert room.pasted(word(
        "<p class=MsoNormal>The <span class=msoDel><del cite=\"mailto:Tom\" datetime=\"2026-11-01\">first</del></span>"
        "<span class=msoIns><ins cite=\"mailto:Tom\">second</ins></span> season "
        "<a style='mso-comment-reference:T_1;mso-comment-date:20261101T1000'>is out</a>"
        "<span class=MsoCommentReference><span style='font-size:8.0pt'><![if !supportAnnotations]>"
        "<a class=msocomanchor id=\"_anchor_1\" href=\"#_msocom_1\" name=\"_msoanchor_1\">[T1]</a><![endif]>"
        "<span style='mso-special-character:comment'>&nbsp;</span></span></span>.</p>"
        "<div style='mso-element:comment-list'><hr class=msocomoff align=left size=1 width=\"33%\">"
        "<div style='mso-element:comment'><p class=MsoCommentText>Says who?</p></div></div>"
    )) == "<p>The second season is out.</p>"  # fmt: skip
    expect(room.told).to_have_text("1 comment was left out. Tracked changes stand as if accepted.")


def test_words_footnotes_keep_their_words_and_lose_their_machinery(room):
    assert room.pasted(word(
        "<p class=MsoNormal>Renewed<a style='mso-footnote-id:ftn1' href=\"#_ftn1\" name=\"_ftnref1\">"
        "<span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>"
        "<span class=MsoFootnoteReference><span style='font-size:11.0pt'>[1]</span></span><![endif]></span></span>"
        "</a>.</p><div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr width=\"33%\">"
        "<![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href=\"#_ftnref1\">"
        "<span class=MsoFootnoteReference>[1]</span></a> Netflix, 6 June 2022.</p></div></div>"
    )) == "<p>Renewed<sup>[1]</sup>.</p><p><sup>[1]</sup> Netflix, 6 June 2022.</p>"  # fmt: skip


def test_words_browser_edition_is_understood(room):
    def entry(tag, words, level, number=1, more=""):
        return (
            f'<div class="ListContainerWrapper SCXW1 BCX0"><{tag} class="ListStyle1 SCXW1" role="list" {more}>'
            f'<li data-leveltext="%1." data-listid="2" data-aria-posinset="{number}" data-aria-level="{level}"'
            f' role="listitem"><p class="Paragraph SCXW1"><span class="TextRun"><span class="NormalTextRun">{words}'
            '</span></span><span class="EOP SCXW1" data-ccp-props="{}">&nbsp;</span></p></li>'
            f"</{tag}></div>"
        )

    assert room.pasted(
        '<div class="OutlineElement Ltr"><p class="Paragraph SCXW1" role="heading" aria-level="2">'
        '<span style="font-weight:normal">Cast</span><span class="EOP">&nbsp;</span></p></div>'
        '<div class="OutlineElement"><p class="Paragraph"><span style="font-weight:bold">Cho</span><span> returns.'
        '</span><span class="EOP">&nbsp;</span></p></div>'
        + entry("ol", "One", 1) + entry("ul", "Within", 2) + entry("ol", "Two", 1, 2, 'start="2"')
    ) == (
        "<h2>Cast</h2><p><strong>Cho</strong> returns.</p>"
        "<ol><li><p>One</p><ul><li><p>Within</p></li></ul></li><li><p>Two</p></li></ol>"
    )  # fmt: skip


def test_the_abridged_clipboard_of_word_is_read_whole(room, shared_data):
    html = (shared_data / "html" / "paste" / "ms-word-in.abridged.html").read_text()
    assert room.pasted(html) == (
        "<h2>This is a title</h2><h2>This is a heading level 2</h2>"
        '<p>This is a <strong>paragraph</strong> with a <a href="https://w.org/">link</a>.</p>'
        "<ul><li><p>A</p><ul><li><p>Indented</p></li></ul></li></ul>"
        "<table><tbody><tr><td><p>One</p></td></tr></tbody></table>"
        "<p>This is the paragraph with the anchor.</p>"
        "<p>This is a reference to a footnote<sup>[1]</sup>.</p><p><sup>[1]</sup> This is a footnote.</p>"
    )
    expect(room.told).to_have_text(
        "1 picture was left out. Pictures come in by themselves: drop the files here, or press Insert picture."
    )


# Google Docs


def test_google_docs_bold_is_what_its_styles_say_and_not_its_wrapper(room):
    assert room.pasted(docs(
        line(run("Everything we know"), tag="h2") + "<br>"
        + line(run("It is "), run("renewed", font_weight="700"), run(", she ", font_style="normal"),
               run("said", font_style="italic"), run(" "), run("twice", text_decoration="line-through"), run("."))
        + line(run("H"), run("2", vertical_align="sub"), run("O"))
    )) == (
        "<h2>Everything we know</h2><p>It is <strong>renewed</strong>, she <em>said</em> <s>twice</s>.</p>"
        "<p>H<sub>2</sub>O</p>"
    )  # fmt: skip


def test_google_docs_links_lead_where_they_say(room):
    link = '<a href="{}" style="text-decoration:none;">' + run("there", text_decoration="underline") + "</a>"
    real = "https://www.google.com/url?q=https://variety.com/2026/tv/%3Fid%3D7&sa=D&source=docs&usg=AOvVaw0"
    assert room.pasted(docs(line(run("See "), link.format(real.replace("&", "&amp;")), run(".")))) == (
        '<p>See <a href="https://variety.com/2026/tv/?id=7">there</a>.</p>'
    )
    outlook = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdeadline.com%2Fa&amp;data=05%7C01"
    facebook = "https://l.facebook.com/l.php?u=https%3A%2F%2Fdeadline.com%2Fb&amp;h=AT0"
    assert room.pasted(f'<p><a href="{outlook}">a</a>, <a href="{facebook}">b</a></p>') == (
        '<p><a href="https://deadline.com/a">a</a>, <a href="https://deadline.com/b">b</a></p>'
    )
    nowhere = ["#heading=h.1", "javascript:alert(1)", "file:///C:/a.docx", "/here", "data:text/html,x", "tel:+4420"]
    words = "".join(f'<a href="{address}">word</a> ' for address in nowhere)
    assert room.pasted(f"<p>{words}</p>") == "<p>word word word word word word</p>"


def test_google_docs_lists_and_tables_keep_their_shape(room):
    entry = (
        '<li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="{}"><p role="presentation">{}</p></li>'
    )
    lists = (
        f'<ul style="margin-top:0;">{entry.format(1, run("One"))}<ul>{entry.format(2, run("Within"))}</ul>'
        f'{entry.format(1, run("Two", font_weight="700"))}</ul><ol start="3">{entry.format(1, run("Third"))}</ol>'
    )
    table = (
        '<div dir="ltr" align="left"><table style="border:none;"><colgroup><col width="300" /><col /></colgroup><tbody>'
        f'<tr style="height:0pt"><td colspan="2" style="border:1px"><p dir="ltr">{run("Cast")}</p></td></tr>'
        f'<tr><td><p dir="ltr">{run("Cho Yi-hyun")}</p></td><td><br></td></tr></tbody></table></div>'
    )
    assert room.pasted(docs(lists + table)) == (
        "<ul><li><p>One</p><ul><li><p>Within</p></li></ul></li><li><p><strong>Two</strong></p></li></ul>"
        '<ol start="3"><li><p>Third</p></li></ol>'
        '<table><tbody><tr><td colspan="2"><p>Cast</p></td></tr><tr><td><p>Cho Yi-hyun</p></td><td><p></p></td></tr>'
        "</tbody></table>"
    )


def test_pictures_on_the_clipboard_of_a_text_stay_out_and_it_is_said(room):
    kinds = ["https://lh7-rt.googleusercontent.com/docsz/a.png", "data:image/png;base64,iVBOR", "file:///C:/a.png"]
    html = docs(line(run("Look:"), *(f'<span><img src="{kind}" width="624" height="351"></span>' for kind in kinds)))
    assert room.pasted(html) == "<p>Look:</p>"
    expect(room.told).to_have_text(
        "3 pictures were left out. Pictures come in by themselves: drop the files here, or press Insert picture."
    )
    room.page.get_by_role("button", name="Put away").click()
    expect(room.told).to_have_text("")
    expect(room.text).to_be_focused()


# Pages, and plain text


def test_a_page_is_read_as_it_looks(room):
    samples = {
        "<h1>One</h1><p>a</p><h1>Two</h1><h2>Three</h2><h5>Six</h5>": (
            "<h2>One</h2><p>a</p><h2>Two</h2><h3>Three</h3><h4>Six</h4>"
        ),
        "<h1>Alone</h1><h2>Next</h2>": "<h2>Alone</h2><h2>Next</h2>",
        "<div>One<br>line<br><br>Next<div>Within</div>after</div>": (
            "<p>One<br>line</p><p>Next</p><p>Within</p><p>after</p>"
        ),
        "<p>10&nbsp;km,&nbsp; then&nbsp;&nbsp; <b>on</b>&nbsp;</p><p>&nbsp;</p>": (
            "<p>10&nbsp;km, then <strong>on</strong></p>"
        ),
        "<p>a\u00ad\u200bb \u202ec</p>": "<p>ab c</p>",
        "<p>e\u0301</p>": "<p>\u00e9</p>",
        "<pre>one\n  two</pre>": "<p>one<br>two</p>",
        "<ul><li><ul><li>up</li></ul></li><li></li><li>two<h3>three</h3></li></ul>": (
            "<ul><li><p>up</p></li><li><p>two</p><p>three</p></li></ul>"
        ),
        "<ul>stray<li>item</li></ul>": "<ul><li><p>stray</p></li><li><p>item</p></li></ul>",
        "<table><caption>Seasons</caption><thead><tr><th>No</th></tr></thead><tr><td>1</td></tr></table>": (
            "<table><caption>Seasons</caption><tbody><tr><th><p>No</p></th></tr><tr><td><p>1</p></td></tr></tbody></table>"
        ),
        "<p>Fine <img alt='😀' src='https://x.example/e.png'> <i hidden>no</i><i style='display:none'>no</i></p>": (
            "<p>Fine 😀</p>"
        ),
        "<p>Book at Booking.com or https://netflix.com/a now</p>": (
            '<p>Book at Booking.com or <a href="https://netflix.com/a">https://netflix.com/a</a> now</p>'
        ),
        "<p title='a style=b'>In style = on a=1</p>": "<p>In style = on a=1</p>",
        "<select><option>no</select><button>no</button><textarea>no</textarea><p>yes</p>": "<p>yes</p>",
        "<a href='https://a.example/\"b c'><p>All</p></a>": '<p><a href="https://a.example/%22b%20c">All</a></p>',
    }  # fmt: skip
    assert {html: room.pasted(html) for html in samples} == samples


def test_what_is_not_ours_to_keep_never_comes_in(room):
    asked = []
    room.page.on("request", lambda request: asked.append(request.url))
    hostile = [
        "<img src=/admin/logout/ onerror='document.title=1'><p>a</p>",
        "<p>a</p><script>document.title=1</script><svg onload='document.title=1'><script>document.title=1</script>",
        "<style>@import '/admin/x.css'; p { background: url(/admin/y) }</style><p style='color:url(/admin/z)'>a</p>",
        "<p>a</p><iframe srcdoc='<script>parent.document.title=1</script>'></iframe><object data=/admin/o></object>",
        '<link rel=stylesheet href=/admin/l.css><base href="https://x.example/"><p>a</p><video src=/admin/v></video>',
        '<figure data-picture="1"><figcaption>a</figcaption></figure>',
        '<p><a data-ref="show:1" href="javascript:document.title=1">a</a></p>',
        '<section data-while="season:1:status=ordered"><p><data data-fact="season:1:status">a</data></p></section>',
        "<p>a</p>" + "<b id=1>" * 3000,
    ]
    title = room.page.title()
    assert [room.pasted(html) for html in hostile] == ["<p>a</p>"] * len(hostile)
    assert room.page.title() == title
    assert asked == [address for address in asked if "/keep/" in address or "/checks/" in address]


def test_plain_text_becomes_paragraphs(room):
    samples = {
        "One.\n\nTwo,\nstill two.\n \n\nThree.\n": "<p>One.</p><p>Two,<br>still two.</p><p>Three.</p>",
        "One.\r\nTwo.\r\n": "<p>One.</p><p>Two.</p>",
        "A  \u200b few\twords \x00": "<p>A few words</p>",
        "<b>As it stands</b> & 1 < 2": "<p>&lt;b&gt;As it stands&lt;/b&gt; &amp; 1 &lt; 2</p>",
        "\n\n": "",
    }
    assert {text: room.pasted(text=text) for text in samples} == samples


def test_a_few_words_go_into_the_line_and_whole_blocks_beside_it_and_all_is_stored_as_it_stands(room):
    room.put_cursor_behind("Before").paste("<meta charset='utf-8'><span style='font-weight:700'>and after</span>")
    assert room.html == "<p>Before<strong>and after</strong> it.</p>"
    room.put_cursor_behind("it.").paste(
        docs(line(run("End."), tag="p") + line(run("Head"), tag="h3") + line(run("Last.")))
    )
    assert room.html == "<p>Before<strong>and after</strong> it.End.</p><h3>Head</h3><p>Last.</p>"
    assert room.save() == "<p>Before<strong>and after</strong> it.End.</p><h3>Head</h3><p>Last.</p>"


def test_what_is_copied_in_the_desk_keeps_its_marks(room):
    marked = (
        '<p>See <a data-ref="show:1">Dead</a> and <data data-fact="season:1:status" data-form="label">old</data>.</p>'
    )
    room.text.evaluate("({ editor }, html) => editor.commands.setContent(html)", marked)
    copied = room.text.evaluate("""({ editor }) => {
        editor.commands.selectAll()
        return editor.view.serializeForClipboard(editor.state.selection.content()).dom.innerHTML
    }""")
    assert "data-pm-slice" in copied
    assert room.pasted(copied) == marked
