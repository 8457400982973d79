"""What the rows of each bound table are called, for whoever reads that one of them was changed by hand."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "absence": "外出受托安排",
    "account": "账号信息",
    "activity": "流程经过",
    "agenda_item": "议题内容",
    "appeal": "申诉登记",
    "application": "办理申请",
    "archive_entry": "廉政档案条目",
    "attachment": "附件材料",
    "break_glass": "应急查阅",
    "case": "事项登记信息",
    "case_link": "事项关联",
    "case_tag": "事项标签",
    "comment": "批注内容",
    "cycle": "周期启动",
    "cycle_due": "周期到点",
    "cycle_run": "周期计划",
    "data_key": "加密密钥",
    "deadline": "办理期限",
    "delivery": "送达情况",
    "deployment": "流程版本",
    "deployment_blob": "流程文件内容",
    "deployment_file": "流程文件",
    "holiday": "节假日安排",
    "holiday_year": "节假日年份",
    "instruction": "清单条目",
    "item_recusal": "议题回避人员",
    "key_watch": "重点关注",
    "letter": "文书",
    "meeting": "会议登记信息",
    "meeting_member": "参会人员",
    "message_in": "事项之间的消息",
    "migration_plan": "版本迁移计划",
    "not_actor": "不得办理的人员",
    "number_issued": "文号登记",
    "opinion": "会议意见",
    "participant": "知悉人员",
    "person": "人员信息",
    "personal_matters": "个人有关事项",
    "portrait": "廉政画像",
    "post": "任职信息",
    "recusal": "回避记录",
    "recusal_request": "回避申请",
    "reporter": "举报人信息",
    "reporter_access": "举报人信息查阅",
    "reporter_opening": "举报人信息启封",
    "role_grant": "岗位权限",
    "room": "科室信息",
    "service_record": "服务记录",
    "setting": "系统设置",
    "submission": "表单",
    "subscription": "等待事件",
    "task": "环节办理信息",
    "timer": "定时事件",
    "unit": "单位信息",
    "unit_successor": "单位承继",
}
REMEDY = (
    "异常表明有人绕过系统直接改动了数据库：请保留现状，停止手工改动，与最近的备份比对，"
    "由安全管理员按备份恢复所列的行，并查明何人何时改动。"
)
"""What to do about any of it."""
