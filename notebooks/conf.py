"""Sphinx configuration of the report. `make report` builds it from a copy of this folder under build/site."""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

from collection.search import ChineseAndEnglish

project = "Reading a policy text with evidence"
language = "en"

extensions = ["myst_nb"]
exclude_patterns = ["_build", "**.ipynb_checkpoints"]
nb_execution_mode = "off"  # the collection runs them, see lib/collection/run.py
nb_code_prompt_show = "Code"
nb_code_prompt_hide = "Code"
nb_ipywidgets_js = {}  # the default asks another host for scripts
nb_render_markdown_format = "myst"  # links to other notebooks need it; policytext.prose.say lets nothing else of it in
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "dollarmath", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
html_css_files = ["custom.css"]
html_use_index = False  # it would be an empty page
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_show_search_summary = False  # it fetches pages, which a browser forbids for a report opened from a folder
html_search_language = ChineseAndEnglish.lang
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system
html_math_renderer = "mathml"
html_theme_options = {
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "navbar_persistent": [],
    "footer_content_items": ["extra-footer.html"],
    "extra_footer": "Text and figures CC BY 4.0, code MIT. Made from the source by <code>make report</code>.",
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_sidenotes": False,
    "home_page_in_toc": True,
    "navigation_with_keys": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def _inline_math(self, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block_math(self, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math-block">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def _tell(app, page, template, context, doctree) -> None:
    """Screen readers get the Chinese page as Chinese, and a fold by what people see on it; myst-nb calls them all "Toggle hidden content"."""
    context["language"] = "zh" if page == "zh" else language
    context["body"] = context.get("body", "").replace(' aria-label="Toggle hidden content"', "")


def setup(app) -> None:
    """Formulas as MathML, which browsers draw by themselves: no MathJax from another host, nothing to wait for."""
    app.connect("html-page-context", _tell)
    app.add_search_language(ChineseAndEnglish)
    app.add_html_math_renderer("mathml", (_inline_math, None), (_block_math, None))
