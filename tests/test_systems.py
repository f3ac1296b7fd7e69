"""The register is true to the text, a false one is refused at its line, and the score counts what it says."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

import policytext as pt
from policytext import formula_scores, formulas, series, systems

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "data" / "systems.yaml"


@pytest.fixture(scope="module")
def register(seed) -> systems.Register:
    return systems.register(REGISTER, seed)


@pytest.fixture(scope="module")
def found(seed) -> pd.DataFrame:
    return formulas.find(seed)


# ------------------------------------------------------------------ the register of the text


def test_every_quotation_of_the_body_is_in_it(found, register):
    spans = pd.concat([register.places[["start", "end"]], register.members[["start", "end"]]])
    for row in found[found["kind"] != "number"].itertuples():
        assert ((spans["start"] < row.end) & (row.start < spans["end"])).any(), row.formula


def test_every_place_of_a_counted_name_is_in_it(seed, register):
    """A name that the text repeats has all its places, each under one system."""
    for name in ("三位一体", "一高一领先", "三高二低", "七个一"):
        here = {match.start() for match in re.finditer(name, seed.source)}
        numbered = register.systems.loc[register.systems["declared"].notna(), "id"]
        rows = register.places[register.places["quote"].eq(name) & register.places["id"].isin(numbered)]
        assert sorted(rows["start"]) == sorted(here)


@pytest.mark.parametrize(
    ("id_", "declared", "listed", "status"),
    [
        ("science-towns", 5, 5, "matches"),
        ("six-haves", 6, 6, "matches"),
        ("three-high-two-low", 5, 5, "matches"),
        ("scorecard", 2, 7, "expanded elsewhere"),
        ("scorecard-conditions", None, 11, "listed only"),
        ("three-in-one-policy", 3, None, "not expanded"),
        ("three-in-one-firms", 3, 3, "matches"),
        ("ten-parks", 10, None, "not expanded"),
        ("seven-resolutions", None, 7, "listed only"),
        ("some-things", None, None, "not expanded"),
        ("sister-strategies", None, 5, "listed only"),
    ],
)
def test_what_reading_found(register, id_, declared, listed, status):
    row = register.systems.set_index("id").loc[id_]
    numbers = [None if pd.isna(row[column]) else row[column] for column in ("declared", "listed")]
    assert (numbers, row["status"]) == ([declared, listed], status)


def test_members_stand_in_their_own_section_and_places_are_those_of_the_register(register, seed):
    rows = seed.paragraphs[["start", "end", "section"]].itertuples(index=False, name=None)
    of = {at: section for start, end, section in rows for at in range(start, end)}
    members, table = register.members, register.systems.set_index("id")
    assert members["section"].tolist() == [of[start] for start in members["start"]]
    assert (members["section"] != members["id"].map(table["section"])).any()
    assert table["occurrences"].to_dict() == register.places["id"].value_counts().to_dict()


def test_the_tree_has_the_chosen_and_their_branches(register):
    table = register.systems
    below = systems.descendants(table, "pillar-6")["id"].tolist()
    assert {"three-focuses", "tier-2-plan"} <= set(below)
    assert "pillar-6" not in below and "six-haves" not in below
    nodes = systems.nodes(table, ["tier-2-plan", "three-focuses"], ["six-pillars", "pillar-6"])
    assert nodes["parent"].tolist() == ["", "六化", "企业结构梯队化", "企业结构梯队化"]
    assert nodes["label"].tolist()[2] == "三个重点 3/3"


# ------------------------------------------------------------------ a register with faults

TEXT = "建设海港、空港和高铁三大平台,打造“五个一”工程。\n\n继续推进港口建设,发展物流、航运等产业,形成合力,开创新局面。"
GOOD = [
    {"id": "platforms", "name": "三大平台", "english": "three platforms", "kind": "place", "quote": "三大平台",
     "places": [[10, 14]], "declared": 3, "status": "matches", "defined": True,
     "members": [{"text": t, "english": "x", "start": a, "end": a + 2} for t, a in (("海港", 2), ("空港", 5), ("高铁", 8))]},
    {"id": "five", "name": "五个一", "english": "five ones", "kind": "programme", "quote": "五个一", "parent": "platforms",
     "places": [[18, 21]], "declared": 5, "status": "not expanded", "defined": False},
    {"id": "trades", "name": "产业", "english": "trades", "kind": "industry", "quote": "产业", "places": [[44, 46]],
     "status": "listed only", "defined": True, "open": True,
     "members": [{"text": "物流", "english": "x", "start": 38, "end": 40}, {"text": "航运", "english": "x", "start": 41, "end": 43}]},
]  # fmt: skip


def written(folder: Path, change=lambda entries: None) -> Path:
    entries = yaml.safe_load(yaml.safe_dump(GOOD, allow_unicode=True))
    change(entries)
    path = folder / "systems.yaml"
    path.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def test_a_good_register_is_read(tmp_path):
    said = {"verb": {"text": "打造", "english": "forge"}, "note": "made up"}
    register = systems.register(written(tmp_path, lambda entries: entries[1].update(said)), pt.parse(TEXT))
    table = register.systems
    columns = ["id", "parent", "verb", "verb_english", "open", "expanded_by", "occurrences", "start", "end", "note"]
    assert table[columns].values.tolist() == [
        ["platforms", "", "", "", False, "", 1, 10, 14, ""],
        ["five", "platforms", "打造", "forge", False, "", 1, 18, 21, "made up"],
        ["trades", "", "", "", True, "", 1, 44, 46, ""],
    ]
    for column, numbers in (("declared", [3, 5, pd.NA]), ("listed", [3, pd.NA, 2])):
        assert table[column].equals(pd.Series(numbers, dtype="Int64"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e[0].update(places=[[11, 15]]), r"0\.places\.0: 11–15 is '大平台,'"),
        (lambda e: e[0]["members"][1].update(start=4, end=6), r"0\.members\.1"),
        (lambda e: e[1].update(id="platforms"), r"'platforms' stands twice"),
        (lambda e: e[1].update(parent="nobody"), r"1\.parent: 'nobody' is the id of no system"),
        (lambda e: e[1].update(parent="five"), r"own ancestor"),
        (lambda e: e[0].update(parent="five"), r"own ancestor"),
        (lambda e: e[0].update(declared=4), r"0\.status: declared 4, listed 3: that is 'differs'"),
        (lambda e: e[1].update(status="listed only"), r"that is 'not expanded'"),
        (lambda e: e[0].update(parts=[2, 2]), r"0\.parts: the parts do not add up"),
        (lambda e: e[2].pop("open"), r"2\.open: the list is closed by 等"),
        (lambda e: e[0].update(open=True), r"not closed by 等"),
        (lambda e: e[0].update(expanded_by="trades"), r"0\.expanded_by: .* not both"),
        (lambda e: e[1].update(expanded_by="trades"), r"that is 'expanded elsewhere'"),
        (lambda e: e[0]["members"][2].update(text="物流", start=38, end=40), r"that is 'expanded elsewhere'"),
        (lambda e: e[0].update(status="fulfilled"), r"0\.status"),
        (lambda e: e[0].update(colour="red"), r"colour"),
        (lambda e: e[0].pop("quote"), r"quote"),
        (lambda e: e.clear(), r"systems\.yaml"),
    ],
)
def test_a_false_register_is_refused(tmp_path, change, message):
    path = written(tmp_path, change)
    with pytest.raises(pt.PolicyTextError, match=message) as error:
        systems.register(path, pt.parse(TEXT))
    assert re.search(rf"{re.escape(str(path))}, line \d+", str(error.value))


# ------------------------------------------------------------------ the score


def test_the_detector_against_the_register(seed, found, register):
    measures = formula_scores.measures(formula_scores.score_numbers(found, register))
    assert measures["register"] >= 25
    assert measures[["recall", "precision"]].min() >= 0.95
    assert measures["right"] == 1  # every pair of declared and listed, with its members
    measures = formula_scores.measures(formula_scores.score_series(series.find(seed), register))
    assert measures["recall"] > 0.9 and measures["precision"] > 0.9


def test_verdicts(tmp_path):
    doc = pt.parse(TEXT)
    register = systems.register(written(tmp_path), doc)
    found = formulas.find(doc)
    assert formula_scores.score_numbers(found, register)["verdict"].tolist() == ["right", "right"]
    assert formula_scores.score_numbers(found[found["declared"] != 5], register)["verdict"].tolist() == [
        "right",
        "missed",
    ]
    changed = found.assign(spans=[((0, 2),) if row.spans else () for row in found.itertuples()])
    assert formula_scores.score_numbers(changed, register)["verdict"].tolist() == ["wrong", "right"]
    elsewhere = found.assign(start=found["start"] + 20, end=found["end"] + 20)
    assert formula_scores.score_numbers(elsewhere, register)["verdict"].value_counts().to_dict() == {
        "missed": 2,
        "extra": 2,
    }


def test_a_place_in_the_glossary_is_not_asked_of_the_detector_and_a_wrong_status_is_wrong(tmp_path):
    doc = pt.parse(f"{TEXT}\n\n名词解释\n“五个一”:五个方面各一件事。\n")
    at = doc.source.rindex("五个一")
    path = written(tmp_path, lambda entries: entries[1].update(places=[[18, 21], [at, at + 3]]))
    register, found = systems.register(path, doc), formulas.find(pt.parse(TEXT))
    assert register.places["section"].tolist().count("glossary") == 1
    assert formula_scores.score_numbers(found, register)["verdict"].tolist() == ["right", "right"]
    other = found.assign(status="differs")
    assert formula_scores.score_numbers(other, register)["verdict"].tolist() == ["wrong", "wrong"]


def test_measures_of_a_score():
    """By hand: 6 right, 2 wrong, 2 missed, 1 extra: recall 8/10, precision 8/9, right 6/8."""
    score = pd.DataFrame({"verdict": ["right"] * 6 + ["wrong"] * 2 + ["missed"] * 2 + ["extra"]})
    measures = formula_scores.measures(score)
    assert measures[["register", "found", "both"]].tolist() == [10, 9, 8]
    assert measures[["recall", "precision", "right"]].tolist() == pytest.approx([0.8, 8 / 9, 0.75])


def test_series_are_scored_by_their_members(tmp_path):
    text = "抓好城市建设、抓好乡村建设、抓好园区建设,形成合力。"
    doc = pt.parse(text)
    members = [
        {"text": f"抓好{w}建设", "english": "x", "start": a, "end": a + 6}
        for w, a in (("城市", 0), ("乡村", 7), ("园区", 14))
    ]
    entry = {"id": "grasp", "name": "抓好", "english": "x", "kind": "list", "quote": text[:20], "places": [[0, 20]],
             "status": "listed only", "defined": True, "members": members}  # fmt: skip
    path = tmp_path / "systems.yaml"
    path.write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    register = systems.register(path, doc)
    runs = series.find(doc)
    assert formula_scores.score_series(runs, register)["verdict"].tolist() == ["right"]
    assert formula_scores.score_series(runs.iloc[:0], register)["verdict"].tolist() == ["missed"]
    short = runs.assign(members=[runs["members"][0][:2]])
    assert formula_scores.score_series(short, register)["verdict"].tolist() == ["wrong"]


def test_a_list_that_is_named_by_its_own_words_is_missed_at_each_place_where_no_series_is(tmp_path):
    words = "抓好城市、抓好乡村、抓好园区"
    doc = pt.parse(f"要{words}。为{words}作出了重大贡献。\n\n名词解释\n“三抓”:{words}。\n")
    at = [i for i in range(len(doc.source)) if doc.source.startswith(words, i)]
    members = [{"text": words[i : i + 4], "english": "x", "start": at[0] + i, "end": at[0] + i + 4} for i in (0, 5, 10)]
    entry = {"id": "grasp", "name": "抓好", "english": "x", "kind": "list", "quote": words, "status": "listed only",
             "places": [[i, i + len(words)] for i in at], "defined": True, "members": members}  # fmt: skip
    path = tmp_path / "systems.yaml"
    path.write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    runs = series.find(doc).query("end <= @at[1]")
    score = formula_scores.score_series(runs, systems.register(path, doc))
    assert score[["start", "verdict"]].to_numpy().tolist() == [[at[0], "right"], [at[1], "missed"]]
