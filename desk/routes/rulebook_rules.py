"""Rules as forms: conditions line by line, what follows from them, a letter that shows it; one more, one less."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from desk.access import NotThere, Viewer, acting, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import rule_form as rule_views
from desk.views import rule_lines
from desk.views import rulebook as views
from desk.views import rulebook_forms as form_views
from domain.codes import Role
from rules.model import Finding
from workers.instance.refusals import Refused
from workers.ruledesk import rule_forms, trials
from workers.ruledesk.drafts import READERS
from workers.ruledesk.examples import example_of
from workers.ruledesk.rule_forms import Found, RuleForm, UnsoundError

router = APIRouter(prefix="/rulebook")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Admin = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Number = Annotated[int, Form(ge=0, le=2**31)]
_LIST = "/rulebook/rules"


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What is wrong: on the whole, and place by place (a line, a slot, a part of the rule)."""

    refusal: Refused | None = None
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    unsound: bool = False


@router.get("/rules")
def rules(request: Request, viewer: Reader) -> Response:
    """Every rule as a sentence."""
    standing = _standing(viewer)
    files = [name for name in standing.draft.texts if name.startswith(rule_forms.FOLDER)]
    return page(
        request,
        viewer,
        "rulebook_rules.html",
        standing=standing,
        rules=form_views.rules(standing.draft.texts),
        changes=views.file_changes(standing.draft, *files),
    )


@router.get("/rules/{rule}")
def one(request: Request, viewer: Reader, rule: str) -> Response:
    """One rule, with what the check says of it where the draft has changes."""
    standing = _standing(viewer)
    found = rule_forms.find_rule(standing.draft.texts, rule)
    if found is None:
        raise NotThere
    example = example_of(standing.draft.texts, rule)
    return _page(
        request, viewer, standing, found, rule_views.of_found(found), example, _checked(viewer, standing, found)
    )


@router.post("/rules/{rule}", **FORM)
def set_one(request: Request, viewer: Editor, rule: str, seen: Number, typed: Typed) -> Response:
    """One rule as it is to be; or gone; or its form with another row."""
    if text(typed, "do") == "remove":
        rule_forms.remove_rule(viewer.services, rule, actor=viewer.person, seen=seen)
        return flash(
            request, RedirectResponse(_LIST, status_code=303), N_("规则已从草稿中删去；启用之前不影响任何判定")
        )
    return _set(request, viewer, rule, seen, typed)


@router.get("/rules-new")
def new(request: Request, viewer: Admin) -> Response:
    """A form for one more."""
    return _page(request, viewer, _standing(viewer), None, rule_views.of_found(None), "", _Said())


@router.post("/rules-new", **FORM)
def add(request: Request, viewer: Editor, seen: Number, typed: Typed) -> Response:
    """One rule more; or its form with another row."""
    return _set(request, viewer, "", seen, typed)


def _set(request: Request, viewer: Viewer, rule: str, seen: int, typed: FormData) -> Response:
    standing = _standing(viewer)
    found = rule_forms.find_rule(standing.draft.texts, rule) if rule else None
    if rule and found is None:
        raise NotThere
    held = rule_views.of_found(found)
    lines = rule_lines.typed_lines(typed, held.when)
    form = RuleForm(
        because=text(typed, "because"),
        priority=text(typed, "priority"),
        when=lines,
        then=rule_views.typed_then(typed, held.then),
        example=text(typed, "example"),
    )
    if text(typed, "do") not in ("", "save"):
        form = replace(form, when=rule_lines.acted(lines, typed))
        return _page(request, viewer, standing, found, form, form.example, _Said())
    try:
        name = rule_forms.set_rule(viewer.services, rule, form, actor=viewer.person, seen=seen)
    except UnsoundError as error:
        said = _Said(findings=error.findings, unsound=True)
        return _page(request, viewer, standing, found, form, form.example, said)
    except Refused as refusal:
        return _page(request, viewer, standing, found, form, form.example, _Said(refusal=refusal, unsound=True))
    return flash(
        request,
        RedirectResponse(f"{_LIST}/{name}", status_code=303),
        N_("已存入草稿；启用之前不影响任何判定"),
    )


def _checked(viewer: Viewer, standing: views.Standing, found: Found) -> _Said:
    """What the check of the whole draft says of this rule."""
    if not standing.draft.changed:
        return _Said()
    try:
        findings = trials.check(viewer.services, standing.draft.texts)
    except Refused as refusal:
        return _Said(refusal=refusal)
    return _Said(findings=rule_views.by_section(findings, found, standing.draft.texts))


def _page(
    request: Request,
    viewer: Viewer,
    standing: views.Standing,
    found: Found | None,
    form: RuleForm,
    example: str,
    said: _Said,
) -> Response:
    texts, language = standing.draft.texts, viewer.person.language
    held = rule_views.of_found(found)
    return page(
        request,
        viewer,
        "rulebook_rule.html",
        status=422 if said.unsound else 200,
        standing=standing,
        found=found,
        rule=str(found.entry.values.get("id")) if found else "",
        form=form,
        example=example,
        groups=rule_views.shown(form.when, held.when, texts),
        sentences=form_views.in_words(found.entry, texts) if found else None,
        unshown=rule_views.unshown(held.then),
        terms=rule_views.terms(form.then),
        topics=form_views.topics(texts),
        facts=rule_lines.fact_options(),
        joined=rule_lines.JOINED,
        slots=rule_views.SLOTS,
        units={code: label for code, label in form_views.UNITS.items() if code},
        refusal=said.refusal,
        findings={place: [views.what_of(one, language) for one in listed] for place, listed in said.findings.items()},
        changes=views.file_changes(standing.draft, found.file if found else rule_forms.OWN),
    )


def _standing(viewer: Viewer) -> views.Standing:
    with viewer.services.database.reading() as session:
        return views.standing(viewer, session)
