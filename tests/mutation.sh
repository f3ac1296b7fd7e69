#!/bin/bash
# Mutation test of the library by mutmut: make mutation MODULES="terms keyness" (default: the rooms of the core).
# mutmut knows the layout src/ only, and is not in the lock: it gets a copy of the project laid out so, and a venv in build/.
# Tests whose work other processes do are left out: mutmut's run of all tests fails at them.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD work=$PWD/build/mutation
declare -A TESTS=(
    [document]="test_document test_linebreaks" [layout]="test_document test_linebreaks" [passages]=test_document [segmentation]=test_segmentation [segmentation_scores]=test_segmentation
    [terms]=test_terms [keyness]=test_terms [matching]=test_matching [linebreaks]=test_linebreaks [markdown]=test_markdown [formulas]=test_formulas [enumeration]=test_formulas [announced]=test_formulas [coding]=test_coding
    [coverage]=test_coding [reliability]=test_reliability [intervals]=test_coding [robustness]=test_robustness
    [script]="test_script test_segmentation" [quantities]="test_coding test_script" [series]="test_formulas test_systems" [systems]="test_systems test_data" [candidates]="test_script test_terms"
    [codebook]="test_coding test_exchange test_tables" [exchange]=test_exchange [form]=test_form [tables]=test_tables [handcoding]=test_handcoding
    [wordlists]=test_wordlists [numerals]="test_formulas test_wordlists" [scorecard]=test_scorecard [published]="test_scorecard test_tiers" [register]=test_tiers [corpus/parts]=test_corpus [corpus/tables]=test_corpus
    [rules/logic]=test_rules [rules/amounts]=test_rules [rules/evaluate]=test_rules [rules/intake]=test_rules
    [rules/reasons]=test_rules [rules/rulebook]=test_rules [rules/sensitivity]=test_rules
    [collection/quotelinks]=test_quotelinks [collection/opening]=test_opening [collection/mail]=test_opening [collection/new]=test_own_text
    [collection/own]=test_own_text [collection/owncheck]=test_own_text [collection/ownpages]=test_own_text [collection/textpage]=test_own_text
    [collection/project]=test_collection [collection/notebooks]=test_collection [collection/site]=test_collection [collection/run]=test_collection
)
# Of the tests of the collection those that start a kernel, Sphinx or another Python.
started="two_runs or never_run_fails or fresh_result or a_kernel or only_what_changed or cells3 or cells4 or cells5 or cells6 or locale or a_figure_that_is"
modules=${*:-document layout passages segmentation segmentation_scores terms formulas coding reliability rules/logic rules/amounts rules/evaluate rules/intake rules/reasons rules/rulebook rules/sensitivity}

if [ ! -x "$work/venv/bin/mutmut" ]; then
    "$root/.venv/bin/python" -m venv "$work/venv"
    "$root/.venv/bin/python" -c 'import site; print(site.getsitepackages()[0])' > "$("$work/venv/bin/python" -c 'import site; print(site.getsitepackages()[0])')/project.pth"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check mutmut==3.8.1
fi
for module in $modules; do
    copy=$work/${module//\//-}
    file=src/policytext/$module.py
    [[ $module == collection/* ]] && file=src/$module.py
    rm -rf "$copy" && mkdir -p "$copy/tests"
    cp -r lib "$copy/src" && cp -r data seeds notebooks Makefile "$copy"
    cp -r tests/bench "$copy/tests"  # the corpus that test_corpus generates
    for test in ${TESTS[$module]}; do
        sed 's|ROOT / "lib"|ROOT / "src"|g' "tests/$test.py" > "$copy/tests/$test.py"
    done
    cat tests/conftest.py tests/mutation_fixtures.py > "$copy/tests/conftest.py"
    cat > "$copy/setup.cfg" <<CFG
[mutmut]
paths_to_mutate=src/
do_not_mutate=
$(cd "$copy" && find src -name '*.py' ! -path "$file" | sed 's/^/    /')
tests_dir=tests
also_copy=
    data
    notebooks
    Makefile
    src/collection/templates
    src/policytext/schemas
    src/policytext/assets
    src/policytext/fonts
    seeds
    tests
[tool:pytest]
addopts=-p no:cacheprovider -k "not cluster and not of_our_own and not data_and_without and not ($started)"
CFG
    (cd "$copy" && "$work/venv/bin/mutmut" run --max-children "${CHILDREN:-2}" > run.log 2>&1) || tail -5 "$copy/run.log"
    "$work/venv/bin/python" - "$copy" "$module" <<'PY'
import collections, json, pathlib, sys
copy, module = pathlib.Path(sys.argv[1]), sys.argv[2]
(meta,) = (copy / "mutants").rglob(module.rpartition("/")[2] + ".py.meta")
codes = json.loads(meta.read_text())["exit_code_by_key"]
count = collections.Counter("killed" if code in (1, 3, 24, -24, 36, 152, 255) else "survived" if code == 0 else "no tests" if code in (5, 33) else f"code {code}" for code in codes.values())
print(module, len(codes), dict(count), f"{count['killed'] / len(codes):.1%}")
(copy / "survivors.txt").write_text("\n".join(key for key, code in codes.items() if code == 0))
PY
done
