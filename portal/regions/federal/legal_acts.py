"""The federal acts the baseline rests on, and the days on which they changed the rules."""

from datetime import date

from portal.domain.catalogue import Form
from portal.domain.law import LegalAct

IN_FORCE = date(2015, 1, 1)
NEW_INCOME_RULES = date(2025, 1, 1)
WIDER_CATEGORIES = date(2023, 1, 1)
MEDICAL_ORDER = date(2023, 5, 23)
CHECKED = date(2026, 11, 22)
EVERY_FORM = frozenset({Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY})
BY_INCOME = frozenset({Form.HOME, Form.SEMI_STATIONARY})

LAW_442 = LegalAct(
    key="442-FZ",
    kind="Федеральный закон",
    number="442-ФЗ",
    dated=date(2013, 12, 28),
    title="Об основах социального обслуживания граждан в Российской Федерации",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102170437",
    edition="с изменениями, учтёнными правилами портала",
    checked_on=CHECKED,
)
MODEL_CONTRACT_ORDER = LegalAct(
    key="874n",
    kind="Приказ Минтруда России",
    number="874н",
    dated=date(2014, 11, 10),
    title="О примерной форме договора о предоставлении социальных услуг, а также о форме "
    "индивидуальной программы предоставления социальных услуг",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102363879",
    edition="с изменениями от 01.12.2020",
    checked_on=CHECKED,
)
INCOME_DECREE_1075 = LegalAct(
    key="1075",
    kind="Постановление Правительства РФ",
    number="1075",
    dated=date(2014, 10, 18),
    title="Об утверждении Правил определения среднедушевого дохода для предоставления социальных "
    "услуг бесплатно",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102361207",
    edition="действовала до 31.12.2024",
    checked_on=CHECKED,
)
INCOME_DECREE_1873 = LegalAct(
    key="1873",
    kind="Постановление Правительства РФ",
    number="1873",
    dated=date(2024, 12, 23),
    title="Об утверждении Правил определения среднедушевого дохода для предоставления социальных "
    "услуг бесплатно",
    url="http://publication.pravo.gov.ru",
    edition="действует с 01.01.2025",
    checked_on=CHECKED,
    compared=False,
)
CIVIL_CODE = LegalAct(
    key="GK",
    kind="Гражданский кодекс РФ, Федеральный закон",
    number="51-ФЗ",
    dated=date(1994, 11, 30),
    title="Гражданский кодекс Российской Федерации, часть первая",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102033239",
    edition="действующая",
    checked_on=CHECKED,
    compared=False,
)
LABOUR_CODE = LegalAct(
    key="TK",
    kind="Трудовой кодекс РФ, Федеральный закон",
    number="197-ФЗ",
    dated=date(2001, 12, 30),
    title="Трудовой кодекс Российской Федерации; постановления о переносе выходных дней",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102074279",
    edition="ст. 112; о переносе выходных — постановление каждого года",
    checked_on=CHECKED,
)
QR_STANDARD = LegalAct(
    key="GOST-56042",
    kind="Национальный стандарт",
    number="ГОСТ Р 56042-2014",
    dated=date(2014, 9, 1),
    title="Двумерные символы штрихового кода для осуществления платежей физических лиц",
    url="http://roskazna.gov.ru",
    edition="действует с 01.09.2014",
    checked_on=CHECKED,
)
CASH_REGISTER_LAW = LegalAct(
    key="54-FZ",
    kind="Федеральный закон",
    number="54-ФЗ",
    dated=date(2003, 5, 22),
    title="О применении контрольно-кассовой техники при осуществлении расчётов",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102081779",
    edition="действующая",
    checked_on=CHECKED,
    compared=False,
)
MEDICAL_ORDER_202N = LegalAct(
    key="202n",
    kind="Приказ Минздрава России",
    number="202н",
    dated=date(2023, 5, 2),
    title="О перечне медицинских противопоказаний и форме заключения",
    url="http://publication.pravo.gov.ru",
    edition="действующая",
    checked_on=CHECKED,
    compared=False,
)
SAMPLE_LIST_1236 = LegalAct(
    key="1236",
    kind="Постановление Правительства РФ",
    number="1236",
    dated=date(2014, 11, 24),
    title="Об утверждении примерного перечня социальных услуг по видам социальных услуг",
    url="http://publication.pravo.gov.ru",
    edition="приведён по памяти",
    checked_on=CHECKED,
    compared=False,
)
PORTAL_CONVENTION = LegalAct(
    key="portal",
    kind="Соглашение портала",
    number="1",
    dated=date(2026, 11, 22),
    title="Правила портала там, где закон молчит: округление, порядок разнесения оплат",
    url="docs/law.md",
    edition="первая",
    checked_on=CHECKED,
)
MODEL_PROCEDURE_939N = LegalAct(
    key="939n",
    kind="Приказ Минтруда России",
    number="939н",
    dated=date(2014, 11, 24),
    title="Об утверждении примерного порядка предоставления социальных услуг на дому; для других "
    "форм — приказы № 935н и 938н того же дня",
    url="http://publication.pravo.gov.ru",
    edition="известен по двум региональным актам",
    checked_on=CHECKED,
    compared=False,
)
PERSONAL_DATA_LAW = LegalAct(
    key="152-FZ",
    kind="Федеральный закон",
    number="152-ФЗ",
    dated=date(2006, 7, 27),
    title="О персональных данных",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102108261",
    edition="с изменениями, действующими с 01.09.2025",
    checked_on=CHECKED,
)
APPLICATION_ORDER = LegalAct(
    key="159n",
    kind="Приказ Минтруда России",
    number="159н",
    dated=date(2014, 3, 28),
    title="Об утверждении формы заявления о предоставлении социальных услуг",
    url="http://publication.pravo.gov.ru",
    edition="известен по пересказу",
    checked_on=CHECKED,
    compared=False,
)
FEDERAL_ACTS = (
    LAW_442,
    MODEL_CONTRACT_ORDER,
    INCOME_DECREE_1075,
    INCOME_DECREE_1873,
    CIVIL_CODE,
    LABOUR_CODE,
    QR_STANDARD,
    CASH_REGISTER_LAW,
    MEDICAL_ORDER_202N,
    SAMPLE_LIST_1236,
    MODEL_PROCEDURE_939N,
    PERSONAL_DATA_LAW,
    APPLICATION_ORDER,
    PORTAL_CONVENTION,
)
