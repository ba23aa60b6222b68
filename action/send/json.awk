# JSON: the input as one JSON string. Bytes from 0x80 on stay as they are, valid UTF-8 or not (run with LC_ALL=C); NUL never comes here.
BEGIN {
  for (code = 1; code < 32; code++) escaped[sprintf("%c", code)] = sprintf("\\u%04x", code)
  escaped["\""] = "\\u0022"
  escaped["\\"] = "\\u005c"
  printf "\""
}
{
  line = ""
  for (i = 1; i <= length($0); i++) {
    letter = substr($0, i, 1)
    line = line (letter in escaped ? escaped[letter] : letter)
  }
  printf "%s%s", (NR > 1 ? "\\n" : ""), line
}
END { printf "\"" }
