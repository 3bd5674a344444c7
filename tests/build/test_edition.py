"""The edition of school year 107 says what the plan says, and a mistake in an edition is named with its file, its thing and its remedy."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pyodide_app import editions, plan_text
from pyodide_app.core.edition import Edition
from pyodide_app.problem import ProblemsFound

HERE = Path(__file__).parent
ROOT = HERE.parent.parent / "site_src" / "editions"
FOLDER = ROOT / "107"
PLAN_WORDS = (HERE / "plan-107.txt").read_text(encoding="utf-8")


class Page(HTMLParser):
    """The plan page as a reader finds it: the plan's words without the editor's, ids, headings, and what stands before each note."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.notes: dict[str, dict[str, str]] = {}
        self._note = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "aside":
            self._note = attributes["id"]
            self.notes[self._note] = {"before": plan_text.squeezed(self.words), "words": ""}
        elif "id" in attributes:
            self.ids.append(attributes["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "aside":
            self._note = ""

    def handle_data(self, data: str) -> None:
        if self._note:
            self.notes[self._note]["words"] += data
        else:
            self.words += data


@pytest.fixture(scope="module")
def edition() -> Edition:
    return editions.load(FOLDER)


@pytest.fixture(scope="module")
def page(edition: Edition) -> Page:
    return Page(plan_text.plan_html(FOLDER, edition))


def test_the_plan_page_has_every_character_of_the_plan_in_its_order(page: Page) -> None:
    assert plan_text.squeezed(page.words) == plan_text.squeezed(PLAN_WORDS)


def test_the_words_that_quotes_are_compared_with_are_the_plan() -> None:
    markdown = (FOLDER / "plan.md").read_text(encoding="utf-8")
    assert plan_text.PlanText(markdown).words == plan_text.squeezed(PLAN_WORDS)


def test_the_anchors_that_are_checked_are_the_ids_of_the_page(page: Page) -> None:
    assert page.ids == plan_text.PlanText((FOLDER / "plan.md").read_text(encoding="utf-8")).anchors


def test_headings_are_nested_without_a_gap(page: Page) -> None:
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:]))


def test_every_reading_of_the_editor_is_a_note(edition: Edition) -> None:
    assert [note.id for note in edition.notes] == [f"C{number:02}" for number in range(1, 72)]


def test_every_note_is_marked_as_not_the_plans_own_words(edition: Edition, page: Page) -> None:
    assert set(page.notes) == {f"note-{note.id.lower()}" for note in edition.notes}
    assert all(note["words"].startswith("編者註，非計畫原文") for note in page.notes.values())


def test_every_note_stands_in_or_behind_the_block_of_its_sentence(edition: Edition, page: Page) -> None:
    longest_block = 400
    for note in edition.notes:
        before = page.notes[f"note-{note.id.lower()}"]["before"]
        assert plan_text.squeezed(note.after) in before[-longest_block:], note.id


def test_an_edition_travels_as_json_without_loss(edition: Edition) -> None:
    assert Edition.model_validate_json(editions.to_json(edition)) == edition


def test_all_editions_are_found_by_their_id(edition: Edition) -> None:
    assert editions.load_all(ROOT) == {"tyc-plc-advanced-107": edition}


def test_a_clause_has_its_address_below_the_sites_root(edition: Edition) -> None:
    assert edition.clause_url("捌、三、（四）") == "107/plan/#c8-3-4"


def test_forms_have_the_rows_that_the_paper_prints(edition: Edition) -> None:
    rows = {section.rows.path: section.rows.printed for section in edition.forms.sections if section.rows}
    assert rows == {
        "application.members": 3,
        "application.sessions": 8,
        "budget.lines.lecturer_transport.trips": 0,
        "budget.books": 3,
        "report.members": 4,
        "report.sessions": 8,
        "report.photos": 16,
        "report.attachments": 4,
        "report.extra": 0,
        "settlement.lines.lecturer_transport.trips": 0,
        **{f"settlement.lines.{line.id}.vouchers": 0 for line in edition.budget.lines},
        "feedback": 1,
    }


def test_two_methods_are_printed_with_a_tick(edition: Edition) -> None:
    assert [option.id for option in edition.forms.options["methods"] if option.preprinted] == ["observation", "copreparation"]
    assert [option.row for option in edition.forms.options["methods"]] == [1] * 3 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 2


def broken(tmp_path: Path, name: str, old: str, new: str) -> list[str]:
    """What is said about a copy of the edition in which the first `old` of a file is `new`; an empty `old` appends."""
    folder = tmp_path / "107"
    shutil.copytree(FOLDER, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        editions.load(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


INVENTED_RULE = """
[rules.invented]
severity = "error"
kind = "plan"
mode = "auto"
stages = ["application"]
sources = [{ clause = "陸", quote = "自107年9月 3日起至108年6月30日止。" }]
words = "辦理期間。"
message = "第 {no} 場。"
"""

MISTAKES = {
    "an unknown key": (
        "edition.toml", 'short = "教專中心"', 'shrt = "教專中心"',
        ["edition.toml: center.short: Field required. Add it.",
         "edition.toml: center.shrt: Extra inputs are not permitted. Remove the key, or give it a meaning in pyodide_app/core/edition.py."],
    ),
    "a figure that is no number": (
        "edition.toml", "max = { value = 12,", 'max = { value = "twelve",',
        ["edition.toml: members.max.value: Input should be a valid integer, unable to parse string as an integer. Correct the value 'twelve'."],
    ),
    "a line that is not TOML": (
        "calendar.toml", 'id = "s1"', "id = s1",
        ["calendar.toml: calendar.toml: it is not TOML: Invalid value (at line 4, column 6). Correct the line."],
    ),
    "a key in two files": (
        "calendar.toml", "", '\n[center]\nname = "x"\n',
        ["calendar.toml: center: edition.toml holds this key too. Keep one of them."],
    ),
    "a clause that is not in the list": (
        "edition.toml", 'source = "陸"', 'source = "拾陸"',
        ["edition.toml: dates.period_start.source: 拾陸 is no clause label. Use a label of clauses.toml, or add it there with its anchor."],
    ),
    "an anchor that the plan page lacks": (
        "clauses.toml", '"c8-3-4"', '"c8-3-9"',
        ["clauses.toml: clauses.捌、三、（四）: plan.md has no anchor #c8-3-9. Put the anchor at the clause, or correct it here."],
    ),
    "an anchor that stands twice": (
        "plan.md", "{: #c8-3-5 }", "{: #c8-3-4 }",
        ["clauses.toml: clauses.捌、三、（五）: plan.md has no anchor #c8-3-5. Put the anchor at the clause, or correct it here.",
         "plan.md: plan.md.#c8-3-4: the anchor stands there 2 times. Give each place its own anchor."],
    ),
    "a figure whose words the plan does not have": (
        "edition.toml", 'words = "至多12人為原則"', 'words = "最多12人為原則"',
        ["edition.toml: members.max.words: the plan does not say: 最多12人為原則. Copy the words from plan.md."],
    ),
    "a figure that its words do not state": (
        "edition.toml", "max = { value = 12,", "max = { value = 13,",
        ["edition.toml: members.max: 13 is not in its words: 至多12人為原則. Correct the figure, or quote the words that state it."],
    ),
    "a price that the paper does not print": (
        "edition.toml", "unit_price = 1000", "unit_price = 1500",
        ["edition.toml: budget.lines.internal_lecturer_fee: the plan does not say: 內聘講座鐘點費節1500. Copy the words from plan.md."],
    ),
    "a label that is not on the paper": (
        "forms.toml", 'label = "社群議題概述"', 'label = "議題概要"',
        ["forms.toml: forms.sections.community.application.topic_overview: the plan does not say: 議題概要. Copy the words from plan.md."],
    ),
    "a note beside a sentence that the plan does not have": (
        "notes.toml", 'after = "即日起"', 'after = "公告日起"',
        ["notes.toml: notes.C02.after: the plan does not say: 公告日起. Copy the words from plan.md."],
    ),
    "a note beside a sentence that stands before its clause": (
        "notes.toml", 'after = "即日起"', 'after = "自107年9月 3日起"',
        ["notes.toml: notes.C02.after: the plan does not say at 柒、三、（一） or later: 自107年9月 3日起. Name the clause in which the words stand."],
    ),
    "a date that its words do not state": (
        "edition.toml", "value = 2018-10-31", "value = 2018-10-30",
        ["edition.toml: dates.apply_end: 2018-10-30 is not in its words: 計畫申請：即日起至107年10月31日止。. Correct the date, or quote the sentence that states it."],
    ),
    "the same date stated differently elsewhere": (
        "edition.toml", "申請結果將於107年11月23日前由教育局公告。", "計畫申請：即日起至107年10月31日止。",
        ["edition.toml: dates.final_result: 2018-11-23 is not in its words: 計畫申請：即日起至107年10月31日止。. Correct the date, or quote the sentence that states it."],
    ),
    "a period that ends as it starts": (
        "edition.toml", "value = 2018-09-03", "value = 2019-06-30",
        ["edition.toml: dates.period_end: 2019-06-30 must be after period_start, 2019-06-30. Correct one of the two dates."],
    ),
    "a slip whose probable reading is no better": (
        "edition.toml", "suggested = 2018-11-09", "suggested = 2018-10-19",
        ["edition.toml: dates.review: 2018-10-19 must be after apply_end, 2018-10-31. Correct one of the two dates."],
    ),
    "a slip without its probable reading": (
        "edition.toml", "suspected_typo = true\n", "",
        ["edition.toml: dates.review: suspected_typo and suggested must stand together. Give both, or neither."],
    ),
    "a gap between the semesters": (
        "calendar.toml", "start = 2019-02-01", "start = 2019-02-11",
        ["calendar.toml: semesters.1.start: 2019-02-11 is not the day after 2019-01-31. Let semesters follow each other without a gap."],
    ),
    "a holiday of another year": (
        "calendar.toml", '2018-09-24 = "中秋節"', '2017-10-04 = "中秋節"',
        ["calendar.toml: calendar.holidays.2017-10-04: 2017-10-04 is not in the school year. Give a day from 2018-08-01 to 2019-07-31."],
    ),
    "a budget line that does not exist": (
        "edition.toml", 'needs_line = "external_lecturer_fee"', 'needs_line = "external_fee"',
        ["edition.toml: budget.transport.needs_line: budget.lines has no external_fee. Use one of its ids: "],
    ),
    "an affiliation that nobody pays": (
        "edition.toml", 'city = "internal_lecturer_fee"\n', "",
        ["edition.toml: budget.lecturers.classes: city has no line that pays it. Name the line, or \"\" where nobody may be paid."],
    ),
    "a list of options that does not exist": (
        "forms.toml", 'options = "rounds"', 'options = "turns"',
        ["forms.toml: forms.sections.submission.submission.round: there is no list of options turns. Use one of "],
    ),
    "a row's control outside its rows": (
        "forms.toml", 'path = "budget.books.*.title"', 'path = "budget.book.*.title"',
        ["forms.toml: forms.sections.books.budget.book.*.title: it is no path of the rows budget.books. Let the path start with the rows' path and .*.."],
    ),
    "two controls with one path": (
        "forms.toml", 'path = "submission.round"', 'path = "submission.date"',
        ["forms.toml: forms.sections: submission.date stands there 2 times. Keep one of them."],
    ),
    "a rule without examples": (
        "rules.toml", "", INVENTED_RULE,
        ["examples.toml: examples.invented: the rule has no examples. Give an allowed and a refused one."],
    ),
    "a rule without a clause": (
        "rules.toml", "", re.sub("sources = .*", "sources = []", INVENTED_RULE),
        ["rules.toml: rules.invented.sources: the rule names no clause. Name the clause that it comes from.", "examples.toml: "],
    ),
    "a rule of the plan without a quote": (
        "rules.toml", "", re.sub(', quote = "[^"]*"', "", INVENTED_RULE),
        ["rules.toml: rules.invented.sources: a rule of the kind plan has no quote. Quote the plan's sentence, or make the rule derived.", "examples.toml: "],
    ),
    "a quote that the plan does not have": (
        "rules.toml", "", INVENTED_RULE.replace("108年6月30日", "108年7月30日"),
        ["rules.toml: rules.invented.sources.0.quote: the plan does not say: 自107年9月 3日起至108年7月30日止。. Copy the words from plan.md.", "examples.toml: "],
    ),
    "a rule without a sentence": (
        "rules.toml", "", INVENTED_RULE.replace("第 {no} 場。", ""),
        ["rules.toml: rules.invented.message: it is empty. Write the sentence.", "examples.toml: "],
    ),
    "a sentence with an open brace": (
        "rules.toml", "", INVENTED_RULE.replace("{no}", "{no"),
        ["examples.toml: ", "rules.toml: rules.invented.message: its braces cannot be read: expected '}' before end of string. Write each parameter as {name}."],
    ),
    "a sentence with a position instead of a name": (
        "rules.toml", "", INVENTED_RULE.replace("{no}", "{}"),
        ["examples.toml: ", "rules.toml: rules.invented.message: {} is no parameter's name. Write each parameter as {name}."],
    ),
    "a rule shown beside a field that does not exist": (
        "rules.toml", "", INVENTED_RULE.replace('"auto"', '"manual"') + 'at = "application.motto"\n',
        ["rules.toml: rules.invented.at: application.motto is no section and no field. Use the id of a section or the path of a field of forms.toml."],
    ),
    "examples of a rule that does not exist": (
        "examples.toml", "", '\n[examples.invented]\nallowed = { words = "x", base = "ciwen-valid" }\nrefused = { words = "x", base = "ciwen-valid" }\n',
        ["examples.toml: examples.invented: rules has no invented. Use one of its ids: "],
    ),
    "a suggested observation that the rules do not tell as one": (
        "schedule.toml", 'methods = ["observation"]', 'methods = ["lecture"]',
        ["schedule.toml: schedule.observation.methods: observation is not among them. Add observation, by which the rules tell such a session."],
    ),
    "a suggestion behind the year's end": (
        "schedule.toml", "at = [1.0]", "at = [1.2]",
        ["schedule.toml: schedule.presentation.at: (1.2,) is not within the year. Give places from 0, the first session, to 1, the last."],
    ),
    "a suggestion that names somebody": (
        "schedule.toml", 'host = "代聘"\n', 'host = "周明達"\n',
        ["schedule.toml: schedule.enrichment.host: 周明達 may be somebody's name. Begin with one of 代聘, 待聘."],
    ),
    "a suggested time that ends before it begins": (
        "schedule.toml", 'end = "15:30"', 'end = "13:00"',
        ["schedule.toml: schedule.end: 13:30 to 13:00 is no time of a session. Write both as HH:MM, the earlier one first."],
    ),
    "a suggested method that the form does not have": (
        "schedule.toml", 'methods = ["topic_study"]', 'methods = ["nonsense"]',
        ["schedule.toml: schedule.others.1.methods: forms.options.methods has no nonsense. Use one of its ids: "],
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_file_its_thing_and_its_remedy(tmp_path: Path, name: str, old: str, new: str, said: list[str]) -> None:
    found = [each for each in broken(tmp_path, name, old, new) if " of the edition: " not in each]  # those repeat what was changed
    assert len(found) == len(said), found
    assert all(each.startswith(wanted) for each, wanted in zip(found, said)), found


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("forms.toml", 'help = "固定1,000元', 'help = "固定1,500元', "1,500元 is no figure of the edition: "),
        ("rules.toml", "初次申請最晚在107年10月31日送件", "初次申請最晚在107年10月30日送件", "10月30日 is no date of the edition: "),
        ("rules.toml", "一學年至少辦理8次社群活動", "一學年至少辦理9次社群活動", "rules.sessions-min.words: 9次 is no figure of the edition: "),
    ],
)
def test_a_figure_that_our_sentences_repeat_is_compared_with_the_plans(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    (found,) = broken(tmp_path, name, old, new)
    assert found.startswith(f"{name}: ") and said in found


def test_a_changed_figure_is_asked_for_in_every_sentence_that_repeats_it(tmp_path: Path) -> None:
    found = broken(tmp_path, "edition.toml", "max = { value = 12,", "max = { value = 13,")
    assert [each.split(": ")[1] for each in found[1:]] == ["forms.sections.1.help", "rules.members-max.words"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "107"
    shutil.copytree(FOLDER, folder)
    (folder / "clauses.toml").unlink()
    with pytest.raises(ProblemsFound, match="clauses.toml: clauses.toml: the file is missing"):
        editions.load(folder)


def test_all_problems_of_all_editions_are_told_in_one_run(tmp_path: Path) -> None:
    for slug in ("107", "108"):
        shutil.copytree(FOLDER, tmp_path / slug)
    calendar = tmp_path / "108" / "calendar.toml"
    calendar.write_text(calendar.read_text(encoding="utf-8").replace('"s1"', "s1"), encoding="utf-8")
    clauses = tmp_path / "107" / "clauses.toml"
    clauses.write_text(clauses.read_text(encoding="utf-8").replace('"c8-3-4"', '"c8-3-9"'), encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        editions.load_all(tmp_path)
    assert [Path(problem.file).parts[-2:] for problem in caught.value.problems] == [("107", "clauses.toml"), ("108", "calendar.toml")]


@pytest.mark.parametrize(("ids", "newest"), [({"b": 99, "a": 107}, "a"), ({"b": 107, "a": 107}, "b"), ({"a": 107, "b": 108}, "b")])
def test_the_newest_edition_is_of_the_latest_school_year_whatever_its_folder(edition: Edition, ids: dict[str, int], newest: str) -> None:
    made = [edition.model_copy(update={"id": each, "school_year": year}) for each, year in ids.items()]
    assert editions.newest(made).id == newest


def test_two_editions_with_one_id_are_refused(tmp_path: Path) -> None:
    for slug in ("107", "108"):
        shutil.copytree(FOLDER, tmp_path / slug)
    with pytest.raises(ProblemsFound) as caught:
        editions.load_all(tmp_path)
    assert [problem.problem for problem in caught.value.problems] == [
        "another folder has the id tyc-plc-advanced-107 too", "it is 107, the folder is 108",
    ]
