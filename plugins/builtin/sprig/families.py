"""Which module has which of Sprig's functions, so that only the modules are imported whose functions a chart names.

These are Sprig 2.22.0's functions as Helm v2.17.0 offers them: without `env` and `expandenv`, which would show a
machine's environment, and without `toJson`, which Helm replaces by its own.
"""

from __future__ import annotations

_NAMES = {
    "crypto": (
        "buildCustomCert decryptAES derivePassword encryptAES genCA genPrivateKey genSelfSignedCert genSignedCert"
    ),
    "date": "ago date dateInZone dateModify date_in_zone date_modify htmlDate htmlDateInZone now toDate unixEpoch",
    "defaults": "coalesce default empty ternary",
    "dict": "deepCopy dict hasKey keys merge mergeOverwrite omit pick pluck set unset values",
    "encoding": "adler32sum b32dec b32enc b64dec b64enc sha1sum sha256sum toPrettyJson",
    "flow_control": "fail",
    "letter_case": "camelcase kebabcase lower snakecase swapcase title untitle upper",
    "list": (
        "append compact concat first has initial last list prepend push rest reverse slice tuple uniq until untilStep "
        "without"
    ),
    "network": "getHostByName",
    "numeric": "add add1 atoi biggest ceil div float64 floor int int64 max min mod mul round sub toDecimal",
    "path": "base clean dir ext isAbs",
    "random": "randAlpha randAlphaNum randAscii randNumeric shuffle",
    "reflect": "deepEqual kindIs kindOf typeIs typeIsLike typeOf",
    "regex": "regexFind regexFindAll regexMatch regexReplaceAll regexReplaceAllLiteral regexSplit",
    "semver": "semver semverCompare",
    "strings": (
        "cat contains hasPrefix hasSuffix hello indent join nindent plural quote repeat replace sortAlpha split "
        "splitList splitn squote substr toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc"
    ),
    "url": "urlJoin urlParse",
    "uuid": "uuidv4",
    "wrapping": "abbrev abbrevboth initials nospace wrap wrapWith",
}

FAMILIES: dict[str, str] = {name: family for family, names in _NAMES.items() for name in names.split()}
"""Name of a template function → name of the module of this package whose table `FUNCTIONS` has it."""
