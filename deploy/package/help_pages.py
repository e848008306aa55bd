#!/usr/bin/python3
"""Man pages and the completion of bash, from what the programs say with --help.

usage: help_pages.py man PROGRAM SECTION VERSION DATE
       help_pages.py completion PROGRAM PLAN...

PROGRAM is run with --help, and once for each command it names. The result goes to standard output.
PLAN is a regional plan, whose region can be completed.
"""
import os
import re
import subprocess
import sys

ITEM = re.compile(r"^  (\S.*?)(?:\s{2,}(\S.*))?$")
TITLE = re.compile(r"^[A-Z][a-z]+:$")
# What `whatis` says.
SHORT = {
    "logboekd": "the register of Logboek as a server",
    "logboek": "the register of Logboek on the command line",
}
# Below this column a line tells more of the item above it.
TEXT_COLUMN = 20


class Help:
    """One page of help: what it is about, its sections of items, and the words at its end."""

    def __init__(self, text):
        self.about, self.usage, self.sections, self.end = [], "", [], []
        lines = text.rstrip().split("\n")
        place = 0
        while not lines[place].startswith("Usage:"):
            self.about.append(lines[place])
            place += 1
        self.usage = lines[place][len("Usage:"):].strip()
        place += 1
        while place < len(lines):
            line = lines[place]
            if TITLE.match(line) and self._begins_section(line, lines[place + 1]):
                self.sections.append((line[:-1], []))
            elif line and not line.startswith("  "):
                self.end = lines[place:]
                return
            elif line:
                self._add_line(line)
            place += 1

    @staticmethod
    def _begins_section(title, below):
        return title in ("Arguments:", "Commands:") or below.startswith("  -")

    def _add_line(self, line):
        items = self.sections[-1][1]
        if len(line) - len(line.lstrip()) >= TEXT_COLUMN:
            items[-1][1] = (items[-1][1] + " " + line.strip()).strip()
            return
        term, text = ITEM.match(line).groups()
        items.append([term, text or ""])

    def items(self, title):
        return [item for name, items in self.sections if name == title for item in items]

    def options(self):
        return [item for _, items in self.sections for item in items if item[0].startswith("-")]


def ask(program, words):
    environment = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    language = [] if os.path.basename(program) == "logboekd" else ["--lang", "en"]
    result = subprocess.run([program, *words, "--help", *language], env=environment, text=True,
                            stdout=subprocess.PIPE, check=True)
    return Help(result.stdout)


def ask_all(program, words=()):
    """The page of these words and of every command below them, in the order of the help."""
    page = ask(program, list(words))
    pages = [(words, page)]
    for name, _ in page.items("Commands"):
        pages += ask_all(program, (*words, name))
    return pages


# ---- man ---------------------------------------------------------------------------------------


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def roff_items(sections):
    for title, items in sections:
        yield f'.PP\n{roff(title)}:' if title != "Options" else ".PP"
        for term, text in items:
            yield f".TP\n.B {roff(term)}\n{roff(text) if text else chr(92) + '&'}"


def roff_end(lines, heading):
    """The words at the end of a page: what is indented as it stands, the rest in paragraphs."""
    verbatim = False
    for line in lines:
        indented = line.startswith(" ")
        if line and indented != verbatim:
            yield ".EX" if indented else ".EE\n.PP"
            verbatim = indented
        if not line:
            yield "" if verbatim else ".PP"
        elif heading and not indented and line.endswith(":"):
            yield f".SH {roff(line[:-1].upper())}"
        else:
            yield roff(line)
    if verbatim:
        yield ".EE"


def man(program, section, version, date):
    name = os.path.basename(program)
    pages = ask_all(program)
    top = pages[0][1]
    about = " ".join(top.about)
    yield f'.TH {name.upper()} {section} "{date}" "Logboek {version}"'
    yield f".SH NAME\n{name} \\- {roff(SHORT[name])}"
    yield f".SH SYNOPSIS\n.B {roff(top.usage)}"
    yield f".SH DESCRIPTION\n{roff(about)}"
    yield ".SH OPTIONS"
    yield from roff_items(top.sections)
    yield from roff_end(top.end, heading=True)
    if len(pages) > 1:
        yield ".SH COMMANDS"
    for words, page in pages[1:]:
        yield f".SS {roff(name)} {roff(' '.join(words))}"
        yield f"{roff(' '.join(page.about))}\n.PP\n.B {roff(page.usage)}"
        yield from roff_items(page.sections)
        yield ".PP"
        # What holds for all commands stands above.
        own = [line for line in page.end if not line.startswith(("Everywhere:", "(see "))]
        yield from roff_end(own, heading=False)
    yield ".SH SEE ALSO"
    other = "logboekd (8)" if name == "logboek" else "logboek (1)"
    yield f".BR {other}\n.PP\nMore is in /usr/share/doc/logboek."


# ---- completion --------------------------------------------------------------------------------


def flags_of(page):
    """The flags of a page, each with what it takes: words to choose from, a kind, or nothing."""
    flags = {}
    for term, _ in page.options():
        names = [word for word in re.split(r"[ ,]", term) if word.startswith("-")]
        rest = term.split(names[-1], 1)[1].strip()
        value = rest.split(" ")[0].rstrip(",.")
        for name in names:
            flags[name] = "" if value in ("", "Excludes:") else value
    return flags


def regions_of(plans):
    regions = set()
    for plan in plans:
        with open(plan, encoding="utf-8") as file:
            regions.update(re.findall(r'^region: "([^"]+)"', file.read(), re.MULTILINE))
    return sorted(regions)


def completion(program, plans):
    pages = ask_all(program)
    everywhere = flags_of(pages[0][1])
    commands, flags, values = [], [], {}
    for words, page in pages:
        below = [name for name, _ in page.items("Commands")]
        key = " ".join(words)
        if below:
            commands.append((key, " ".join(below)))
        own = {**everywhere, **flags_of(page)}
        flags.append((key, " ".join(sorted(own))))
        for flag, value in own.items():
            if value and values.setdefault(flag, value) != value and "|" in value:
                values[flag] = "|".join(dict.fromkeys(f"{values[flag]}|{value}".split("|")))
    regions = " ".join(regions_of(plans))
    yield "# bash completion for logboek(1)                                    -*- shell-script -*-"
    yield "# Made from its help when the package was built."
    yield "_logboek_commands() {\n  case $1 in"
    yield from (f'    "{key}") printf %s "{names}" ;;' for key, names in commands)
    yield "    *) ;;\n  esac\n}"
    yield "_logboek_flags() {\n  case $1 in"
    yield from (f'    "{key}") printf %s "{names}" ;;' for key, names in flags)
    yield "    *) ;;\n  esac\n}"
    yield "# What a flag takes: words, a file (@file), something else (@other), or nothing."
    yield "_logboek_value() {\n  case $1 in"
    for flag, value in sorted(values.items()):
        yield f'    {flag}) printf %s "{completion_of(value, regions)}" ;;'
    yield "    *) ;;\n  esac\n}"
    yield COMPLETE


def completion_of(value, regions):
    value = value.rstrip(".").replace(",...", "")
    if value == "REGION":
        return regions
    if value in ("FILE", "DIR"):
        return "@file"
    if "|" in value and value == value.lower():
        return value.replace("|", " ")
    return "@other"


COMPLETE = r"""_logboek() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local path="" known value i
  # The command so far: every word that is the next of its commands.
  for ((i = 1; i < COMP_CWORD; i++)); do
    known=" $(_logboek_commands "$path") "
    if [[ "${COMP_WORDS[i]}" == -* ]]; then
      value=$(_logboek_value "${COMP_WORDS[i]}")
      if [[ -n "$value" && "${COMP_WORDS[i + 1]}" != "=" ]]; then ((i++)); fi
    elif [[ "$known" == *" ${COMP_WORDS[i]} "* ]]; then
      path="${path:+$path }${COMP_WORDS[i]}"
    fi
  done
  COMPREPLY=()
  value=""
  if [[ "$before" == "=" ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ "$word" == "=" ]]; then before=${COMP_WORDS[COMP_CWORD - 1]} word=""; fi
  if [[ "$before" == -* ]]; then value=$(_logboek_value "$before"); fi
  case $value in
    @file) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    @other) ;;
    ?*) mapfile -t COMPREPLY < <(compgen -W "$value" -- "$word") ;;
    *)
      if [[ "$word" == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_logboek_flags "$path")" -- "$word")
      elif [[ -n "$(_logboek_commands "$path")" ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_logboek_commands "$path")" -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
      fi
      ;;
  esac
}
complete -o filenames -o bashdefault -F _logboek logboek"""


def main(words):
    if len(words) == 5 and words[0] == "man":
        lines = man(*words[1:])
    elif len(words) > 2 and words[0] == "completion":
        lines = completion(words[1], words[2:])
    else:
        sys.exit(__doc__)
    print("\n".join(lines))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(sys.argv[1:])
