"""No page of the report has a serious fault of accessibility that axe-core can find."""


def test_no_serious_violation_on_any_page(page, report, soups, violations):
    found = {}
    for name in soups:
        page.goto((report / name).as_uri())
        if faults := violations(page):
            found[name] = faults
    assert found == {}


def test_no_serious_violation_in_the_dark(page, report, soups, violations):
    page.emulate_media(color_scheme="dark")
    found = {}
    for name in ["index.html", "text.html", next(name for name in soups if name.startswith("04"))]:
        page.goto((report / name).as_uri())
        if faults := violations(page):
            found[name] = faults
    assert found == {}
