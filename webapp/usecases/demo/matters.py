"""What is said about whom in the made-up county: summaries of clues, questions of inquiries, what officers found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """The questions put to a head, the answer given to each, and what the officers found."""

    questions: Sequence[str]
    answer: str
    sign: str
    proof: str = ""


SUMMARIES: Mapping[str, str] = {
    "zhu": "反映县住房和城乡建设局局长朱承平在老旧小区改造中为亲属承揽工程打招呼。",
    "liu": "反映县交通运输局局长刘长河在农村公路养护招标中向企业透露标底。",
    "lin": "反映云岭镇党委书记林清越违规配备使用公务用车。",
    "ma": "反映县供销合作社主任马远帆以会议费名义列支接待费用。",
}
TAGS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "zhu": {"tags": ("project",)},
    "liu": {"tags": ("project",)},
    "lin": {"tags": ("eight_rules",), "eight_kinds": ("vehicles",)},
    "ma": {"tags": ("eight_rules",), "eight_kinds": ("banquets",)},
}
"""Special marks of the first four clues; all others have none."""
LATER: Mapping[str, str] = {
    "gong": "反映清河镇党委书记龚润生在集体资产出租中未履行民主决策程序。",
    "ren": "反映县卫生健康局局长任重远干预医疗设备采购。",
    "shen": "反映县水务局局长沈望舒在水渠修缮中指定施工单位。",
    "liu": "反映县交通运输局局长刘长河参加管理服务对象安排的宴请。",
    "lin": "反映云岭镇党委书记林清越在集体用地审批中违规表态。",
}
HELD: Mapping[str, str] = {
    "gong": "反映清河镇党委书记龚润生在村级工程发包中为特定企业说情。",
    "ma": "反映县供销合作社主任马远帆违规发放津贴补贴。",
    "liu": "反映县交通运输局局长刘长河在养护车辆采购中指定品牌。",
    "ren": "反映县卫生健康局局长任重远在医共体建设中搞“一言堂”。",
}
WAITING: Mapping[str, str] = {
    "shen": "反映县水务局局长沈望舒收受管理服务对象礼品礼金。",
    "lin": "反映云岭镇党委书记林清越在人居环境整治中搞形式主义。",
    "ren": "反映县卫生健康局局长任重远违规兼任行业协会职务。",
}
INQUIRIES: Mapping[str, Inquiry] = {
    "zhu": Inquiry(
        questions=(
            "请说明你在老旧小区改造项目发包中是否就施工单位向经办人员提出过要求。",
            "请说明你的亲属有无参与上述项目，如何参与。",
        ),
        answer="项目由局班子集体研究、公开招标，本人没有就施工单位提出过要求，亲属没有参与。",
        sign="朱承平",
    ),
    "lin": Inquiry(
        questions=(
            "请说明2025年以来你使用公务用车的情况，有无固定使用某一车辆。",
            "请说明有无在节假日因私使用公务用车。",
            "请说明镇属公司为你支付车辆费用的情况。",
        ),
        answer="本人按规定使用公务用车，没有固定使用某一车辆，也没有由其他单位支付费用。",
        sign="林清越",
        proof="镇属公司加油卡消费记录与该车行驶轨迹一致，共计十七次，与“没有由其他单位支付费用”不符。",
    ),
    "ma": Inquiry(
        questions=(
            "请说明2025年4月以“业务培训”名义列支的会议费的实际用途和参加人员。",
            "请说明你是否知道并同意上述费用用于接待，由谁提出、由谁经办。",
            "请说明你本人和亲属与承接该次培训的酒店有无经济往来。",
        ),
        answer="此事由办公室经办，本人没有过问。",
        sign="马远帆",
    ),
}
