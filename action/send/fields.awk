# Fields: lines of `<name> <value>` → a query in the first line, members of a JSON object in the second. Bytes from 0x80 on are those of the
# input in both, valid UTF-8 or not (run with LC_ALL=C).
BEGIN {
  for (code = 1; code < 256; code++) {
    letter = sprintf("%c", code)
    percent[letter] = letter ~ /[A-Za-z0-9._~-]/ ? letter : sprintf("%%%02X", code)
    escaped[letter] = code < 32 || letter == "\"" || letter == "\\" ? sprintf("\\u%04x", code) : letter
  }
}
{
  name = $1
  query = query (NR > 1 ? "&" : "") name "="
  json = json (NR > 1 ? "," : "") "\"" name "\":\""
  for (i = length(name) + 2; i <= length($0); i++) {
    letter = substr($0, i, 1)
    query = query percent[letter]
    json = json escaped[letter]
  }
  json = json "\""
}
END {
  print query
  print json
}
