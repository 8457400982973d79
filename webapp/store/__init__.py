"""The only home of SQLAlchemy and Alembic: one repository per subject, plain values in and out.

Every function takes the transaction first; what a viewer may see is a WHERE clause here, never an `if` in a page.

    db          Database (write, read, close), Tx, retrying        migrating   migrate, downgrade, is_current
    vault, keys encryption at rest, one data key per owner         visibility  sets of ids, used by every select
    cases       lock, lock_for_task, lock_to_act, insert, apply, move, read, header, sees, history
    case_lists  page, count, count_by                              monitoring  lines, count (what 督办 sees)
    tasks       read, of_case, claim, release, reassign, bar, follow_up, mark_seen, participants, last_completed_by
    candidates  eligible, for_needs, of_task                       inbox       inbox, counts, measures, done, done_count
    submissions put, save_draft, draft, of_task, of_case, latest, withdraw, by_token
    deadlines   due_days, of_case, change_due, pause, provisional  waits       timers and subscriptions of an act
    messages    post, to_deliver, lock, mark, postpone, subscriptions, waits_of, unsettled
    timers      due, claim, of_case, move                          jobs        put, lease, settle, fail
    people      directory, put_person, put_unit, put_post, put_room, named, successors
    grants      add, end, of_person, holders                       recusals    declare, of_pair, recused_from, ask
    absences    add, end, on_day, covered_by                       accounts    accounts, sessions, phrases
    audit       append, entries                                    audit_check verify; seals: Sealer, verify_seals
    access      note, of_case, of_subject, by_person, newest       glass       break_glass, newest
    letters     put, of_case, received, to_person, deliver         attachments add, of_case, read, remove
    meetings    put, members, sign; agenda: items and opinions     archive     enter, of_subject, mark_of_cases
    reporters   put, ask, approve, open_identity                   applications ask, decide, remark
    numbers     take, void, issued                                 deployments insert, put_in_force, bundle, current
    cycles      plan, opened, fire                                 incidents   raise_once, settle, open_incidents
    calendar    load, put_year                                     watches     findings, heartbeats, settings
    backups     copy_out, bring_back, standing                     points      where fault tests may stop an act
"""
