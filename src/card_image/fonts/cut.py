"""Cuts the fonts of the cards out of Source Serif 4 and Source Sans 3; see README.md."""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

CHARACTERS = (
    "U+0020-007E,U+00A0-017F,U+018F,U+0192,U+01A0-01A1,U+01AF-01B0,U+01CD-01DC,U+01E6-01E7,U+01FA-01FF,"
    "U+0218-021B,U+0237,U+0259,U+02BC,U+02C6-02C7,U+02D8-02DD,U+0300-0304,U+0306-030C,U+0326-0328,"
    "U+0384-0390,U+0391-03CE,U+03D1,U+03D5,U+0400-045F,U+0490-0491,U+1E80-1E85,U+1E9E,U+1EA0-1EF9,"
    "U+2002-200A,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F-2030,U+2032-2033,U+2039-203A,U+2044,"
    "U+2070-2079,U+207A-207F,U+2080-208E,U+20AC,U+2113,U+2116,U+2122,U+2190-2193,U+2202,U+2206,U+220F,"
    "U+2211,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264-2265,U+25CA"
)


def cut(source, family, target, features):
    """Writes the part of `source` that cards need to `target`, under a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
    subsetter.subset(font)
    style = "Semibold" if font["OS/2"].usWeightClass == 600 else "Regular"
    names = font["name"]
    names.names = [one for one in names.names if one.nameID in (0, 13, 14)]
    own = {1: family, 2: "Regular", 3: f"{family} {style}", 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    for number, text in own.items():
        names.setName(text, number, 3, 1, 0x409)
    table = font["CFF "].cff
    table.fontNames = [own[6]]
    table[0].FullName, table[0].FamilyName = own[4], family
    font.save(target)


serif, sans = sys.argv[1:]
cut(serif, "Lossbook Serif", "serif.otf", ["kern", "liga", "mark", "ccmp"])
cut(sans, "Lossbook Sans", "sans.otf", ["kern", "ccmp"])
