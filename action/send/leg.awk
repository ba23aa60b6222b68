# Leg: `{ "os": "linux", "node": 20 }` → `linux, 20`, as the forges show a job of a matrix. What is no object is taken as it is.
{ text = text $0 "\n" }
END {
  if (text !~ /^[ \t]*[{]/) {
    sub(/\n.*/, "", text)
    print text == "null" ? "" : text
    exit
  }
  while (match(text, /"([^"\\]|\\.)*"[ \t\r\n]*:?|-?[0-9][0-9.eE+-]*|true|false/)) {
    token = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    if (token ~ /^".*:$/) continue
    if (token ~ /^"/) {
      sub(/^"/, "", token)
      sub(/"[ \t\r\n]*$/, "", token)
      gsub(/\\"/, "\"", token)
    }
    leg = leg (leg == "" ? "" : ", ") token
  }
  print leg
}
