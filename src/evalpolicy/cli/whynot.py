"""`evalpolicy why-not POLICY APPLICATION`: why an application is not accepted, and the smallest change after which it is.

Exit codes: 0 accepted as it is or a way out was found, 1 none was found, 2 bad input, bad policy or bad usage.
"""

from __future__ import annotations

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.errors import ApplicationError
from evalpolicy.wording import Language, Wording


@click.command("why-not")
@click.argument("policy")
@click.argument("application", metavar="APPLICATION.json")
@click.option("--at", metavar="T", help="The time of the decision, ISO 8601: what is over by then is not changed.")
@click.option("--given", metavar="FILE.json", help="The policy's parameters, a JSON object.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the answer; else the policy's.")
@reported
def why_not(policy: str, application: str, at: str | None, given: str | None, format_: str, lang: Language | None) -> int:
    """Say why an application is not accepted, and the fewest changes after which it is."""
    from evalpolicy.cli.reading import as_json, read_application, read_given, told
    from evalpolicy.explain.whynot import why_not as find
    from evalpolicy.registry import load

    loaded = load(policy)
    language = lang or loaded.language
    parameters = None if given is None else read_given(given)
    try:
        found = find(loaded, read_application(application).data, at=at, given=parameters)
    except ApplicationError as error:
        click.echo(told(error, application, lang or system_language(), given), err=True)
        return BAD_INPUT
    if format_ == "json":
        ways = [
            {
                "text": way.text.text(language),
                "edits": [edit.to_dict() for edit in way.edits],
                "application": way.application,
                "decision": way.decision.to_dict(language),
            }
            for way in found.ways
        ]
        said = {"decision": found.decision.to_dict(language), "ways": ways, "exhausted": found.exhausted}
        click.echo(as_json({**said, "only_applicant": list(found.only_applicant)}))
    else:
        click.echo(found.decision.explain(language))
        for way in found.ways:
            click.echo(Wording("改成这样就通过：", "accepted after this change: ").text(language) + way.text.text(language))
            for edit in way.edits:
                click.echo(f"  {as_json(edit.to_dict())}")
        if not found.ways and found.decision.outcome != "accepted":
            tried = Wording("能改的都试过了，没有办法", "whatever may be changed was tried: there is no way out")
            stopped = Wording("没有找到办法（没有试完）", "no way out was found (not everything was tried)")
            click.echo((tried if found.exhausted else stopped).text(language))
            if found.only_applicant:
                missing = Wording("只有申请人知道、没有填的：", "missing, and known to the applicant alone: ")
                click.echo(missing.text(language) + ", ".join(found.only_applicant))
    return 0 if found.ways or found.decision.outcome == "accepted" else OTHERWISE
