"""What an operation is asked: one function a rule. Each gives sentences on what is wrong."""

from .bodies import refuses_garbage as refuses_garbage
from .bodies import refuses_mistakes as refuses_mistakes
from .bodies import refuses_unknown_content as refuses_unknown_content
from .bodies import refuses_unknown_parameters as refuses_unknown_parameters
from .bodies import refuses_what_is_too_large as refuses_what_is_too_large
from .callers import forbids_strangers as forbids_strangers
from .callers import needs_credentials as needs_credentials
from .callers import tells_other_origins as tells_other_origins
from .conditions import asks_for_a_state as asks_for_a_state
from .conditions import confirms_a_state as confirms_a_state
from .conditions import refuses_other_states as refuses_other_states
from .methods import head_is_like_get as head_is_like_get
from .methods import options_tells_the_methods as options_tells_the_methods
from .methods import refuses_other_methods as refuses_other_methods
from .success import answers as answers
from .success import answers_once as answers_once
from .success import leads_to_the_next_page as leads_to_the_next_page
from .success import refuses_unknown_media_types as refuses_unknown_media_types
from .success import speaks_each_format as speaks_each_format

#: All of them, in the order in which they are asked: what changes something comes last.
CHECKS = (
    options_tells_the_methods,
    refuses_other_methods,
    needs_credentials,
    forbids_strangers,
    tells_other_origins,
    refuses_unknown_media_types,
    refuses_unknown_parameters,
    refuses_garbage,
    refuses_unknown_content,
    refuses_what_is_too_large,
    refuses_mistakes,
    refuses_other_states,
    asks_for_a_state,
    answers,
    speaks_each_format,
    head_is_like_get,
    confirms_a_state,
    leads_to_the_next_page,
    answers_once,
)
