"""The words of measures, levels, secrecy, states and roads: one place, so that page, letter and log say the same."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from webapp.domain import roster_columns
from webapp.domain.actor import Actor, Permission
from webapp.domain.records import CaseStatus, Secrecy
from webapp.domain.said import Said

MEASURES: Mapping[str, str] = {
    "m01": "政治监督评价",
    "m02": "主体责任检查",
    "m03": "权力运行盯防",
    "m04": "巡视巡察体检",
    "m05": "廉政谈话提醒",
    "m06": "组织生活督导",
    "m07": "问题线索处置",
    "m08": "谈话函询核查",
    "m09": "廉政意见把关",
    "m10": "违纪违法查处",
}
LISTS: Mapping[str, str] = {
    "open_cycle": "年度名单",
    "join_cycle": "新任列入年度任务",
    "complaint": "反映办理人员",
}
"""Processes of the house beside the ten."""
SERIES: Mapping[str, str] = {
    "m01": "政评",
    "m02": "责检",
    "m03": "盯防",
    "m04": "巡察",
    "m05": "廉谈",
    "m06": "督导",
    "m07": "线索",
    "m07c_monitoring": "监测",
    "m07c_analysis": "分析",
    "m07d_campaign": "整治",
    "m07d_unit": "整治单位",
    "m08": "谈核",
    "m09": "廉意",
    "m10": "核查",
    "open_cycle": "年单",
    "join_cycle": "列入",
}
UNIT_KINDS: Mapping[str, str] = {code: title for title, code in roster_columns.UNIT_KINDS.items()}
"""Kinds of units by code; the roster's table bears the same words."""
LEVELS: Mapping[str, str] = {
    "other": "其他人员",
    "head": "单位主要负责人",
    "head_next_lower": "下一级党委主要负责人",
}
SECRECY: Mapping[Secrecy, str] = {
    Secrecy.PUBLIC: "公开",
    Secrecy.INTERNAL: "内部",
    Secrecy.WORK_SECRET: "工作秘密",
    Secrecy.SECRET: "秘密",
    Secrecy.CONFIDENTIAL: "机密",
    Secrecy.TOP_SECRET: "绝密",
}
STATUS: Mapping[CaseStatus, str] = {
    CaseStatus.OPEN: "在办",
    CaseStatus.CLOSED: "已办结",
    CaseStatus.ENDED: "已终止",
    CaseStatus.GIVEN_UP: "已放弃登记",
}
SEALED_FROM_MONITORS = frozenset({"m07", "m08", "m10"})
"""Measures of which a monitor sees number, step, holder, days and limit only (demand C9)."""
UNTOLD = "监督事项"
ACTS: Mapping[str, str] = {
    "case.opened": "立项登记",
    "case.begun": "自动编号、分办",
    "demo.furnished": "装入演示人员和事项",
    "task.completed": "办理环节",
    "task.claimed": "领办",
    "task.released": "退回待领",
    "task.reassigned": "改派",
    "task.recalled": "撤回",
    "case.goes_on": "决定继续办理",
    "case.moved_on": "转由承继单位办理",
    "task.follow_up": "设定跟进日",
    "timer.fired": "到期自动转入下一环节",
    "timer.dropped": "到期时事项已办结",
    "message.received": "收到移送或者答复",
    "letter.numbered": "文书编号",
    "attachment.added": "上传材料",
    "attachment.dropped": "删除材料",
    "recusal.declared": "回避声明",
    "archive.reading_asked": "申请查阅档案",
    "archive.reading_checked": "核对查阅申请",
    "archive.reading_decided": "审批查阅申请",
    "recusal.lifting_asked": "请求解除回避",
    "recusal.lifted": "解除回避",
    "recusal.granted": "经申请决定回避",
    "recusal.kept": "不解除回避",
    "recusal.late": "办过环节后回避",
    "work.stands": "决定所办有效",
    "work.anew": "决定重新核实所办",
    "work.rechecked": "登记重新核实结果",
    "work.differed": "决定不一致之处如何处理",
    "application.made": "提出申请",
    "paper.asked": "登记书面申请",
    "application.decided": "批准或者不批准申请",
    "case.ended_early": "提前终止",
    "case.given_up": "放弃登记",
    "word.recorded": "登记上级意见",
    "incident.retried": "重试",
    "urged": "催办",
    "hold.set": "暂缓销毁",
    "hold.lift_asked": "申请解除暂缓销毁",
    "hold.lifted": "解除暂缓销毁",
    "hold.stays": "不解除暂缓销毁",
    "destruction.proposed": "提出销毁",
    "destruction.checked": "审核销毁",
    "destruction.decided": "批准销毁",
    "destruction.refused": "不同意销毁",
    "destruction.kept": "仍有需要，不予销毁",
    "destruction.over": "销毁已有结果",
    "case.destroyed": "按期销毁",
    "office_key.turned": "换用新的机关数据密钥",
    "office_key.resealed": "改用新密钥加密",
    "office_key.done": "机关数据密钥更换完毕",
    "looks.pruned": "清理到期的查阅记录",
    "archive.destroyed": "按期销毁廉政档案",
    "archive.kept": "廉政档案仍有内容，不予销毁",
    "seals.rewritten": "封存文件丢失后重写",
    "powers.listed": "重新标记登录资料和岗位",
    "glass.broken": "应急查阅",
    "glass.reviewed": "审核应急查阅",
    "reporter.asked": "申请开启检举控告人信息",
    "reporter.agreed": "同意开启检举控告人信息",
    "reporter.shown": "查看检举控告人信息",
    "urge.ended": "已收到办理结果，催办终止",
    "refused": "操作被拒绝",
    "deadline.extended": "延期",
    "deadline.recounted": "按节假日安排重新计算时限",
    "sign_in": "登录",
    "sign_in_refused": "登录未成功",
    "sign_out": "退出登录",
    "sign_in.second": "通过第二重验证",
    "sign_in.second_refused": "第二重验证未通过",
    "proof.given": "再次证明本人",
    "proof.refused": "再次证明未通过",
    "session.ended": "结束登录",
    "factor.added": "登记第二重验证",
    "factor.ended": "停用第二重验证",
    "factor.freed": "设定免第二重验证的岗位",
    "recovery.asked": "申请找回登录",
    "recovery.confirmed": "确认找回登录",
    "recovery.withdrawn": "撤回两人办理的申请",
    "duty.asked": "申请授予管理员岗位",
    "duty.end_asked": "申请撤销管理员岗位",
    "account.renewal_asked": "申请重置口令",
    "limit.reached": "操作过于频繁",
    "person.added": "登记人员",
    "person.changed": "修改人员",
    "roster.brought": "读入人员表格",
    "roster.imported": "导入人员表格",
    "roster.dropped": "放弃导入人员表格",
    "post.added": "登记任职",
    "post.ended": "登记离任",
    "unit.added": "登记单位",
    "unit.succeeded": "单位撤并",
    "unit.renamed": "单位更名",
    "unit.stands": "撤销承继",
    "room.added": "增设科室",
    "room.changed": "修改科室",
    "relation.noted": "登记回避关系",
    "service.added": "登记服务记录",
    "service.changed": "更正服务记录",
    "service.withdrawn": "撤下服务记录",
    "matter.added": "登记个人有关事项",
    "matter.changed": "更正个人有关事项",
    "matter.withdrawn": "撤回个人有关事项",
    "duty.given": "授予岗位",
    "duty.taken": "撤销岗位",
    "account.made": "开立账号",
    "account.renewed": "重置口令",
    "account.password": "修改口令",
    "account.password_refused": "修改口令时原口令不符",
    "account.subject": "确认统一登录标识",
    "account.subject_asked": "申请设定统一登录标识",
    "absence.set": "登记外出受托",
    "absence.ended": "外出提前结束",
    "calendar.year": "修改节假日表",
    "holidays.imported": "导入节假日安排",
    "list.added": "列入清单",
    "list.changed": "修改清单文字",
    "list.switched": "停用或者恢复使用",
    "list.copied": "沿用上年清单",
    "deployment.approved": "批准发布流程",
    "deployment.in_force": "发布流程",
    "deployment.kept": "存入待发布的流程版本",
    "deployment.proposed": "提请发布流程",
    "deployment.refused": "退回提请发布的流程",
    "deployment.withdrawn": "撤回提请发布的流程",
    "cycle.begun": "开启周期任务",
    "cycle.joined": "新任人员列入年度任务",
    "moves.told": "告知廉政意见：本人调动",
    "cycle.locked": "锁定年度任务",
    "cycle.retried": "重新开启未开成的事项",
    "cycle.reason": "写明未办理由",
    "cycle.resumed": "恢复开启年度事项",
    "office.restored": "从备份恢复机关",
    "administrator.appointed": "任命管理员",
    "meeting.planned": "安排会议",
    "meeting.attendance": "登记到会人员",
    "meeting.signed": "签发会议纪要",
    "agenda.listed": "列入议题",
    "agenda.unlisted": "议题留待下次会议",
    "agenda.agreed": "到会人员一致同意议题",
    "agenda.reheard": "议题重新发表意见",
    "agenda.recused": "议题回避",
    "agenda.opinion": "登记会议意见",
    "agenda.decided": "议题形成结果",
    "agenda.decided_outside": "登记外来会议结果",
    "audit.verified": "核验操作记录",
    "key.added": "启用新的数据密钥",
    "key.rotated": "数据密钥全部改由新密钥加密",
    "key.retired": "去掉旧密钥",
    "seal_key.changed": "更换封存密钥",
    "seal_key.kept": "完成更换封存密钥",
    "texts.sealed": "加密旧版本留下的文字",
    "rows.adopted": "原有数据补入记录",
    "rows.written": "留存改动",
    "scan.returned": "扫描件回传",
    "paper.registered": "登记纸质材料",
}
LOOKS: Mapping[str, str] = {
    "personal_matters": "个人有关事项",
    "service_records": "服务记录",
    "case": "事项页",
    "messages": "消息往来",
    "task": "办理页",
    "approvals": "呈批表",
    "letter": "文书",
    "file": "附件",
    "letter_file": "下载文书",
    "minutes_file": "下载会议纪要",
    "figures_file": "下载统计",
    "access_file": "下载查阅异常报告",
    "search": "按姓名查找",
    "missed": "打不开的页面",
    "audit": "操作记录",
    "unusual": "查阅异常",
    "readers": "查询谁看过",
    "key_watch": "重点名单",
    "agenda": "会议议题",
    "material": "议题材料",
    "minutes": "会议纪要",
    "scan": "扫描回传",
    "answer_sheet": "打印答复纸",
    "application": "申请",
    "archive": "廉政档案",
    "roster_export": "导出人员登记表",
    "archive_on_request": "依申请查阅廉政档案",
    "archive_print": "打印廉政档案",
    "archive_copy": "打印本人查阅件",
    "entries": "办理页所列档案记载",
}
"""What somebody looked at, by the code of the access log."""

TO_REASSIGN = "待改派"
"""Of a step whose named person is recused: it waits for whoever may hand it to another."""


def measure_name(measure: str) -> str:
    """This function will give a measure's menu title; a process outside the house's keeps its code."""
    return MEASURES.get(measure) or LISTS.get(measure, measure)


def measure_told(actor: Actor, measure: str) -> str:
    """This function will give a measure's title as somebody of another house reads it beside a head's name.

    A unit's committee is asked about a campaign, or about clearing its head: “问题线索处置” there would say too much.
    """
    sealed = measure[:3] in SEALED_FROM_MONITORS and actor.may(Permission.OWN_PORTAL)
    return UNTOLD if sealed else measure_name(measure)


def act_name(act: str) -> str:
    """This function will give an audit act's word."""
    return ACTS.get(act, act)


def either(words: Iterable[Said]) -> Said:
    """This function will name answers of which one is enough: whichever comes first."""
    return functools.reduce(lambda one, other: Said("{one}或{other}", one=one, other=other), words)
