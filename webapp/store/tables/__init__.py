"""All tables; their names are the glossary's."""

from webapp.store.tables.archives import (
    archive_file as archive_file,
)
from webapp.store.tables.archives import (
    archive_request as archive_request,
)
from webapp.store.tables.archives import (
    archive_snapshot as archive_snapshot,
)
from webapp.store.tables.archives import (
    own_statement as own_statement,
)
from webapp.store.tables.base import metadata as metadata
from webapp.store.tables.cases import (
    IS_OPEN as IS_OPEN,
)
from webapp.store.tables.cases import (
    activity as activity,
)
from webapp.store.tables.cases import (
    application as application,
)
from webapp.store.tables.cases import (
    audit as audit,
)
from webapp.store.tables.cases import (
    audit_stream as audit_stream,
)
from webapp.store.tables.cases import (
    break_glass as break_glass,
)
from webapp.store.tables.cases import (
    case as case,
)
from webapp.store.tables.cases import (
    case_link as case_link,
)
from webapp.store.tables.cases import (
    case_tag as case_tag,
)
from webapp.store.tables.cases import (
    comment as comment,
)
from webapp.store.tables.cases import (
    deadline as deadline,
)
from webapp.store.tables.cases import (
    glass_review as glass_review,
)
from webapp.store.tables.cases import (
    not_actor as not_actor,
)
from webapp.store.tables.cases import (
    participant as participant,
)
from webapp.store.tables.cases import (
    seal as seal,
)
from webapp.store.tables.cases import (
    submission as submission,
)
from webapp.store.tables.cases import (
    subscription as subscription,
)
from webapp.store.tables.cases import (
    task as task,
)
from webapp.store.tables.cases import (
    timer as timer,
)
from webapp.store.tables.factors import (
    factor as factor,
)
from webapp.store.tables.factors import (
    recovery as recovery,
)
from webapp.store.tables.office import (
    cycle as cycle,
)
from webapp.store.tables.office import (
    cycle_due as cycle_due,
)
from webapp.store.tables.office import (
    cycle_run as cycle_run,
)
from webapp.store.tables.office import (
    deployment as deployment,
)
from webapp.store.tables.office import (
    deployment_blob as deployment_blob,
)
from webapp.store.tables.office import (
    deployment_file as deployment_file,
)
from webapp.store.tables.office import (
    heartbeat as heartbeat,
)
from webapp.store.tables.office import (
    holiday as holiday,
)
from webapp.store.tables.office import (
    holiday_year as holiday_year,
)
from webapp.store.tables.office import (
    incident as incident,
)
from webapp.store.tables.office import (
    job as job,
)
from webapp.store.tables.office import (
    message_in as message_in,
)
from webapp.store.tables.office import (
    number_issued as number_issued,
)
from webapp.store.tables.office import (
    proposal as proposal,
)
from webapp.store.tables.office import (
    setting as setting,
)
from webapp.store.tables.office import (
    watch as watch,
)
from webapp.store.tables.papers import (
    agenda_item as agenda_item,
)
from webapp.store.tables.papers import (
    appeal as appeal,
)
from webapp.store.tables.papers import (
    archive_entry as archive_entry,
)
from webapp.store.tables.papers import (
    attachment as attachment,
)
from webapp.store.tables.papers import (
    instruction as instruction,
)
from webapp.store.tables.papers import (
    item_recusal as item_recusal,
)
from webapp.store.tables.papers import (
    key_watch as key_watch,
)
from webapp.store.tables.papers import (
    letter as letter,
)
from webapp.store.tables.papers import (
    meeting as meeting,
)
from webapp.store.tables.papers import (
    meeting_member as meeting_member,
)
from webapp.store.tables.papers import (
    opinion as opinion,
)
from webapp.store.tables.papers import (
    personal_matters as personal_matters,
)
from webapp.store.tables.papers import (
    portrait as portrait,
)
from webapp.store.tables.papers import (
    reporter as reporter,
)
from webapp.store.tables.papers import (
    reporter_access as reporter_access,
)
from webapp.store.tables.papers import (
    reporter_opening as reporter_opening,
)
from webapp.store.tables.papers import (
    service_record as service_record,
)
from webapp.store.tables.people import (
    ADMIN_ROLES as ADMIN_ROLES,
)
from webapp.store.tables.people import (
    absence as absence,
)
from webapp.store.tables.people import (
    access_log as access_log,
)
from webapp.store.tables.people import (
    account as account,
)
from webapp.store.tables.people import (
    data_key as data_key,
)
from webapp.store.tables.people import (
    kept_form as kept_form,
)
from webapp.store.tables.people import (
    kept_version as kept_version,
)
from webapp.store.tables.people import (
    person as person,
)
from webapp.store.tables.people import (
    phrase as phrase,
)
from webapp.store.tables.people import (
    post as post,
)
from webapp.store.tables.people import (
    recusal as recusal,
)
from webapp.store.tables.people import (
    recusal_request as recusal_request,
)
from webapp.store.tables.people import (
    role_grant as role_grant,
)
from webapp.store.tables.people import (
    room as room,
)
from webapp.store.tables.people import (
    roster_draft as roster_draft,
)
from webapp.store.tables.people import (
    session as session,
)
from webapp.store.tables.people import (
    tally as tally,
)
from webapp.store.tables.people import (
    unit as unit,
)
from webapp.store.tables.people import (
    unit_successor as unit_successor,
)
from webapp.store.tables.powers import power_mark as power_mark
from webapp.store.tables.retention import (
    destruction as destruction,
)
from webapp.store.tables.retention import (
    legal_hold as legal_hold,
)
from webapp.store.tables.retention import (
    look_gone as look_gone,
)
from webapp.store.tables.urging import (
    attempt as attempt,
)
from webapp.store.tables.urging import (
    day_run as day_run,
)
from webapp.store.tables.urging import (
    digest as digest,
)
from webapp.store.tables.urging import (
    rung as rung,
)
from webapp.store.tables.urging import (
    told as told,
)
