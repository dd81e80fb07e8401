"""What a report's figures should be asked about, with what is known of its place."""

from bagdar.core.errors import DomainError
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.queries.reports import previous_content
from bagdar.monitoring.rules.nouns import AnyContent, Origin, Reporter, Subject
from bagdar.monitoring.rules.plausibility import Question, questions
from bagdar.programme import public as programme_app


class Asked(DomainError):
    """Figures that may be wrong: whoever confirms them has answered. `questions` names each."""

    code = "monitoring.asked"
    status = 409

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions
        super().__init__(count=len(questions))


def questions_about(
    programme: str, subject: Subject, reporter: Reporter, content: AnyContent, origin: Origin
) -> tuple[Question, ...]:
    """The questions about a content without hard faults. Raises NoSuchProgramme."""
    before = previous_content(programme, subject, reporter, origin)
    return questions(
        content,
        subject,
        programme_app.edition(programme),
        before,
        reporter=reporter,
        monitoring=declared(programme),
    )
