"""The rules of the plan, one function each: its name is the rule's id, its docstring names the clause and states the rule in words.

A rule takes a `Case` and yields hits. What belongs here is the condition alone: figures, dates, severities and sentences are data of the
edition, and what several rules read is in `case`. Numbers other than 0 and 1, and sentences, do not belong here.
"""

from __future__ import annotations

from functools import cache
from typing import Callable, Iterator

from pyodide_app.core.case import Case
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import Hit
from pyodide_app.core.rules import (
    books,
    budget,
    community,
    convener,
    feedback,
    lecturers,
    members,
    photos,
    programme,
    report,
    schedule,
    school,
    settlement,
    shape,
    submission,
    transport,
)

Rule = Callable[[Case], Iterator[Hit]]

RULES: tuple[Rule, ...] = (
    shape.shape,
    school.school_name_required,
    school.school_eligible,
    school.school_name_full,
    community.community_name_required,
    community.type_required,
    community.type_other_text,
    convener.convener_one,
    convener.convener_is_member,
    convener.convener_contact,
    convener.convener_trained_recommended,
    convener.convener_trained_unanswered,
    community.topic_required,
    members.members_min,
    members.members_max,
    members.members_unique,
    members.member_complete,
    members.member_subject,
    members.member_cross_school,
    members.priority_certificate,
    community.methods_preprinted,
    community.method_other_text,
    community.method_presentation_ticked,
    community.method_coverage,
    programme.sessions_min,
    programme.observations_min,
    programme.observation_each_semester,
    programme.guidance_visit_each_semester,
    programme.enrichment_min,
    programme.copreparation_min,
    programme.final_presentation,
    schedule.session_date_valid,
    schedule.session_complete,
    schedule.session_in_period,
    schedule.sessions_chronological,
    schedule.session_holiday,
    schedule.observation_school_day,
    schedule.session_before_approval,
    schedule.teaching_not_disrupted,
    budget.budget_eligible_items,
    lecturers.external_lecturer_rate,
    lecturers.internal_lecturer_rate,
    lecturers.lecturer_hours_match,
    lecturers.lecturer_fee_min,
    lecturers.lecture_length,
    lecturers.member_lecturer_unpaid,
    lecturers.own_school_lecturer_limit,
    lecturers.consultation_rate,
    lecturers.consultation_equals_visits,
    lecturers.consultation_not_over_visits,
    transport.transport_external_only,
    transport.no_taxi,
    transport.short_trip_cap,
    budget.printing_cap,
    budget.meals_cap,
    budget.tea_cap,
    budget.teaching_materials_cap,
    budget.data_collection_cap,
    budget.miscellaneous_cap,
    budget.miscellaneous_over_subtotal,
    budget.miscellaneous_below,
    budget.budget_total,
    books.books_or_purpose,
    books.book_relevance,
    books.books_total_match,
    submission.forms_both,
    submission.apply_window,
    submission.rereview_window,
    report.report_forms_both,
    report.original_items_kept,
    report.report_complete,
    report.report_members_match,
    report.schedule_followed,
    report.reflection_required,
    report.reflection_length,
    photos.photos_per_session,
    photos.photo_caption,
    photos.photo_date_match,
    report.lesson_plans_min,
    report.observation_records_min,
    report.report_due,
    settlement.settlement_required,
    settlement.reallocation,
    settlement.settlement_total,
    settlement.settlement_remainder,
    settlement.voucher_in_period,
    feedback.feedback_each_member,
    feedback.feedback_answered,
    feedback.feedback_difficulties,
)
"""Every rule that makes findings."""

REMARKS: tuple[Rule, ...] = (
    programme.public_lesson_each_teacher,
    transport.transport_actual,
    books.booklist_deletable,
    feedback.fb_no_identity,
)
"""Permissions and statistics: shown beside the form, never findings."""


@cache
def rule_id(rule: Rule) -> str:
    """The id that a rule has in the edition's data."""
    return rule.__name__.replace("_", "-")


def unjudged(edition: Edition) -> frozenset[str]:
    """The edition's rules that a program could judge and none of ours does yet. Where they are not met, nothing here says so."""
    judged = {rule_id(rule) for rule in (*RULES, *REMARKS)}
    return frozenset(name for name, rule in edition.rules.items() if rule.mode == "auto" and name not in judged)
