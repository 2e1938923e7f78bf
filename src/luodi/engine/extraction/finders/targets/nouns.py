"""The noun before or behind a number, freed of verbs, adverbs, time, and of the words that lead to a value.

A clause is read from its beginning: 力争累计培育 goes, what it governs stays. Verbs are not looked for inside a noun, because most
of them are nouns as well: 发展 in 产业发展基金, 授权 in 专利授权量, 孵化 in 孵化器.
"""

from __future__ import annotations

import re

#: What follows a verb that is part of a noun: 引进率, 培育数, 集聚的; not 数字, 量子, 率先.
_NOUN_GOES_ON = r"(?!的|额|型|性(?!能)|者|期|度|区域?(?!块)|率(?!先)|量(?!子)|数(?![字据智])|化(?![工学])|器(?![件械])|商(?![业用贸])|基地)"
_ACTS = (
    r"建立|引入|搭建|组建|筹建|统筹|安排|投放|引进|引育|培育|培养|选育|招引|招募|建设(?!用地|规模|投资|比例|面积|资金|周期)|建成|建有|新建|改建|"
    r"打造|形成|实施|突破|攻克|攻坚|认定|集聚|聚集|汇聚|汇集|归集|落地|推广(?!应用)|开展|组织(?!机构)|召开|邀请|举办|承办|完成|实现|带动|达成|创建|布局|设立|"
    r"开通|新增|增加|吸引|孵化(?!基地|载体|园|空间|平台)|制定|制修订|研制|研发(?!投入|经费|费用|强度|机构|中心|人员|平台|设计|支出)|推出|拥有|推动|推进|促进|提供|"
    r"部署|发布|获得|获批|取得|遴选|评选|评定|选树|树立|选派|选出|覆盖(?!面|范围|人口|人群|密)|保持|维持|申报|争创|签约(?!项目|金额|企业|合同)|储备(?!项目|库)|发表|征集|凝练|梳理|升级(?=$|改造$)|"
    r"发展(?=会员|用户|企业|一批)|服务(?=企业|全市|全省|用户|群众|规上|规模以上|中小|居民|人口|各类|超|不少)|支持|应用推广|授予|开放|谋划|扩大|提升|提高|"
    r"降低|壮大|做强|做大|引导|鼓励|用好|盘活|撬动|供给(?=$)|转化(?=科技|成果)|构建|健全|优化|设置|开设|配备|接入|上线|成立|规划(?=$|建)|选定|上云上平台(?=$)"
)
#: Verbs that are rarely a part of a noun, so that a noun before them is who does it: 全市建成…, 企业实现….
_DOES = r"拥有|带动了|现有|安排|建成|建有|取得|获得|获批|实现|完成|形成|引进|引育|打造|新增|开通|推出|设立|创建|制定|举办|攻克|认定"
_ADVERBS = (
    r"力争|争取|确保|预计|预期|有望|将|再(?![生制贷担保])|并(?![购网发联])|已经|已|均(?![价衡等])|各(?![类种级项地市省县区])|全面|初步|加快|每年|年均(?!增|复|下|综)|累计|积极|着力|大力|进一步|基本|逐步|持续|稳步|滚动|"
    r"至少|分别|陆续|先后|重点(?=[^，。]{0,6}(?:培育|建设|打造|支持|引进|推进|推动|发展|突破|实施|布局|遴选|围绕)|$)|共计|合计|总计|共(?![享建性同振富])|其中|同时|"
    r"以及|和(?![谐平])|及(?!时)|且|主要|努力|尽快|实质性|使(?![用命能])|让|有(?![效关限色机线序力影知])|现有|还有|统筹"
)
_MARKS = r"[─—\-、·•\s：:]|（[一二三四五六七八九十\d]+）|\([一二三四五六七八九十\d]+\)|[（(]|\d+[.、．]"
_WHEN = (
    r"(?:到|至|在|截至|截止|力争到|自)?(?:19|20)\d\d年?(?:[—~至-]+(?:19|20)?\d\d年)?(?:年?[底末初前]|以?前|间|期间)?|(?:\d+|[一二三四五六七八九十]+)年(?:内|来|底|间|左右)|"
    r"(?:到|至|在)?[“\"]?十[三四五六]五[”\"]?(?:期?末|期间|时期)|[内底末前年间](?=总|共|累|建|培)|(?:今|明|去|上|本|当)年(?:底|末)?(?![产度龄])|近期|目前|当前|连续[\d一二三四五六七八九十]+年"
)
_ACT = rf"(?:{_ACTS}){_NOUN_GOES_ON}"
_LEADS = re.compile(rf"(?:{_WHEN}|{_MARKS}|{_ADVERBS}|{_ACT})+")
_TIME_ENDS = re.compile(rf"(?:由|从)?(?:{_WHEN})+的?$")
#: …增长到2021年的: what is left of it when the time is gone.
_CHANGE_ENDS = re.compile(r"(?:增长|提高|提升|下降|降低|增加|减少)$")
_TIME_LEADS = re.compile(rf"(?:{_WHEN}|{_MARKS}|{_ADVERBS})+")
#: 在…领域累计形成, 面向全市遴选: where or by what, up to the verb.
_WHERE = re.compile(
    rf"(?:在|围绕|依托|面向|通过|针对|聚焦|利用|立足|瞄准|结合|按照|因地制宜|联合|会同|支持|鼓励|引导)[^，。；]{{1,80}}?(?:{_ADVERBS})*(?:发起设立|{_DOES}|布局|培育|建设|推广|遴选|集聚|支持|推动){_NOUN_GOES_ON}"
)
_WHO = re.compile(rf"(?!每)[^，。；、的“”]{{1,12}}?(?:{_ADVERBS})*(?:{_DOES}){_NOUN_GOES_ON}(?=.{{2}})")
_ENDS_IN_ACT = re.compile(rf"(?:{_ACTS}|每年|{_ADVERBS})$")
_NOBODY = re.compile(
    r"(?:全[国省市区县域]|我[国省市区县]|本[省市区县]|各(?:地|区|县|区县|县区)|其|在|到|近|达|约|市财政|省财政|每个区)+$"
)
_OPEN_QUOTES, _CLOSE_QUOTES = "“《（(", "”》）)"

#: What leads from the noun to its value: 达到, 力争突破, 提升至, 下降.
_REACHES = re.compile(
    r"(?:均|各|将|预计|累计|力争|争取|分别|年均|(?<!雷)达|到|至|(?<![行华作])为|(?<![节签合集条])约|不|超|过|破|突|低于|少于|高于|大于|小于|多于|逾|增长到|增加到|增至|提高到|提升到|提升至|提高至|增长至|"
    r"降低到|降低至|降至|降到|下降到|下降至|缩短至|缩短到|稳定在|保持在|控制在|扩大到|位居|位列|(?<![民人宜家])居|(?<![系序队专])列|排名|力保|进入|跻身|冲刺|冲击|迈向|近|(?<![以线网云])上|最高|最低|接近|新增|实现|完成|"
    r"提升|提高|下降|降低|缩短|压缩|压减|减少|增加|全国|全省|全球|世界|同行业|(?<![许认])可|(?<![所特])有|是|(?<![存潜])在|(?<!自)由|从|也|已|(?<![财神])经|率先|成功|再|总计|合计|(?<!公)共|[：:]|至少)*$"
)
_KEPT = re.compile(r"(?:全国|全省|世界|全球)?(?:排名|排位)$|[年以省级及]+以上$|(?:年均|同比|环比)$")
_OF_ALL = re.compile(r"均?占(?:全[国省市区县球]|世界)的?$")
_COMPARED = re.compile(
    r"(?<!占)(?:比|较|相比|同比)(?:(?:19|20)\d\d年|上年|去年|前一年|全国|全省|基期|同期|“?十[三四五]五”?末?)*(?:底|末)?$"
)
#: 年均增长25%: the change itself is what is printed.
_CHANGES = re.compile(
    r"(?P<what>(?:年均|同比|环比|逐年|复合)+(?:增长|提高|提升|下降|降低|增加|减少|增速)(?:率|幅)?)(?:达到|达|为|约|超过?|不低于|保持在)?$"
)

#: 占全省的三分之一: of what was named before.
_SHARE_OF = re.compile(r"^占(?:全[国省市区县球]|世界|其|同期)?的?$")

#: 规模较上年翻两番, 规模稳步扩大: what is said of a noun before its value follows.
_GROWS = re.compile(
    r"(?:(?:(?:较|比)[^，。；]{2,10}?|稳步|持续|显著|大幅|不断|快速|明显|进一步|逐步|实现)+(?:扩大|壮大|提升|提高|增长|增强|下降|降低|跃升|倍增|翻[^，。；]{0,3}番)"
    r"|翻[^，。；]{0,3}番|倍增)$"
)

#: Where the noun behind a number ends.
_STOPS = re.compile(
    r"[，,。；;！？\n：:（(\t]|以及(?:一批|若干)?|、(?=[0-9.]+%)|、(?=[0-9一二三四五六七八九十百千—~-]+[余多]?[家个项名所种条座万亿])|、(?=[\u4e00-\u9fff]{2,4}(?:一批|一系列|[百千][家个项名]))|、(?=[^、，。；0-9]{1,19}[^、，。；0-9和与及][0-9][0-9.,]*[万亿]*[家个项名人件所种条座元%])|和(?=[0-9]+)|(?:和|及|与|、)(?=若干|一批|一系列|多个|一大批)"
    r"|(?:密集)?(?:发布|出台|进入|入选|成为|实现|达到|获得|采用|开展|上线|投入|使用|建成|落地|签约|纳入|跻身)了?|之一|等?(?:[，。])|等$"
)
#: The same, behind at least two characters of the noun: 3个实施方案 begins with what elsewhere is a verb.
_LATER_STOPS = re.compile(
    r"实施|建立|各(?![类种级省地])|加快|参与|加入|完成|达标|通过(?!率)|并(?![购网发])|开始|得到|获评|获批|挂牌|投产|投用|开工|运行(?=$|[，。；])|全面|率先|已(?!经?批)|均(?![价衡等])"
)
_NO_NOUN = re.compile(
    r"^(?:以上|以下|左右|、|和|与|及|，|。|；|$|之一|等|并|上线|投产|开工|竣工|运行|入选|通过|达标|纳入|目标|大关|/|每|且|但|(?:增长|提高|增加|提升|下降|降低|减少)[到至])"
)
_LONGEST = 60


def before(head: str) -> str:
    """Return the noun before a number: 核心产业规模 of 力争核心产业规模达到, the empty text when a verb stands at once before it."""
    words = reached(head)
    change = _CHANGES.search(head)
    if change and change["what"] and not _governed(words):
        return _stripped(change["what"])
    words = _SHARE_OF.sub("", _governed(words))
    return "" if _NOBODY.fullmatch(words) else _stripped(words)[-_LONGEST:]


def earlier(clause: str) -> str:
    """Return the noun of a clause without a number that the next one measures: 规模较上年翻番，达到…."""
    words = _GROWS.sub("", clause)
    return before(words) if words != clause else ""


def reached(head: str) -> str:
    """Return the clause without the words that lead to the value."""
    found = _REACHES.search(head)
    words = head[: found.start()] if found else head
    kept = _KEPT.search(head)
    if kept and kept.end() > len(words):
        words = head[: kept.end()]
    words = _OF_ALL.sub("", words) or words
    compared = _COMPARED.search(words)
    if compared and compared.start():  # 占比比2024年提高: what is compared stands before it
        words = _REACHES.sub("", words[: compared.start()])
    timeless = _TIME_ENDS.sub("", words)
    return timeless if timeless == words else _REACHES.sub("", _CHANGE_ENDS.sub("", timeless))


def leads(head: str) -> bool:
    """Tell whether a word such as 达到 or 超过 leads from a noun to the number: then the noun before it is measured."""
    return reached(head) != head and bool(re.search(r"[达到至为超过破于逾近约]", head[len(reached(head)) :]))


def ends_in_act(head: str) -> bool:
    """Tell 培育10家, 市财政每年安排100万元: a verb stands at once before the number."""
    return bool(_ENDS_IN_ACT.search(head) or _ENDS_IN_ACT.search(reached(head))) or not _governed(reached(head))


def after(text: str, end: int) -> str:
    """Return the noun behind a number, up to where the clause ends or somebody does something."""
    if _NO_NOUN.match(text[end : end + 3]):
        return ""
    stop = _STOPS.search(text, end)
    if stop and stop[0].startswith("成为"):  # 3家企业成为省级示范: what they became is counted
        end = stop.end()
        stop = _STOPS.search(text, end)
    words = text[end : stop.start() if stop else len(text)]
    later = _LATER_STOPS.search(words, 2)
    words = words[: later.start()] if later else _with_brackets(text, end, words)
    return words if 0 < len(words) <= _LONGEST else ""


def _governed(words: str) -> str:
    """Return what the verb at the head of a clause governs; the clause itself when none is there."""
    words = _TIME_LEADS.sub("", words, count=1) if _TIME_LEADS.match(words) else words
    for _ in range(3):
        rest = words
        if found := _LEADS.match(rest):
            rest = rest[found.end() :]
        if (found := _WHERE.match(rest)) or (found := _WHO.match(rest)):
            rest = rest[found.end() :]
        if rest == words:
            break
        words = rest
    return words


def _stripped(words: str) -> str:
    """Return the noun without marks at its ends; a quotation mark stays when the noun holds its other half."""
    words = words.strip("、 ，的了—─-")
    for opened, closed in zip(_OPEN_QUOTES, _CLOSE_QUOTES, strict=True):
        if words.count(opened) != words.count(closed):
            if words.startswith(closed) or words.endswith(opened):
                words = words.strip(opened + closed)
            elif words.count(closed) > words.count(opened) and closed in words:
                words = (
                    words[words.index(closed) + 1 :] if len(words) - words.index(closed) > 3 else words.strip(closed)
                )
    return words


def _with_brackets(text: str, end: int, words: str) -> str:
    """Keep a bracket that belongs to the noun: 示范园区（基地）."""
    rest = text[end + len(words) :]
    bracket = re.match(r"[（(][^（）()]{1,12}[）)][^，。、；：（(]{0,20}", rest)
    if not bracket or not words:
        return words
    close = bracket[0].find("）") + 1 or bracket[0].find(")") + 1
    stop = _STOPS.search(bracket[0], close)
    kept = bracket[0][: stop.start() if stop else len(bracket[0])]
    later = _LATER_STOPS.search(kept, close)
    return words + (kept[: later.start()] if later else kept)
