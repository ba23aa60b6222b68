# Redact: hides the values in the file `masks` (-v masks=…), one a line, wherever they stand in the input, whatever characters they have.
# Promises: a value inside a longer one does not leave half of that behind.
BEGIN {
  while ((getline value < masks) > 0) {
    if (value == "" || value in known) continue
    known[value] = 1
    for (at = ++count; at > 1 && length(hidden[at - 1]) < length(value); at--) hidden[at] = hidden[at - 1]
    hidden[at] = value
  }
}
{
  for (i = 1; i <= count; i++) if (index($0, hidden[i])) $0 = without($0, hidden[i])
  print
}
function without(text, value,   at, done) {
  while ((at = index(text, value)) > 0) {
    done = done substr(text, 1, at - 1) "***"
    text = substr(text, at + length(value))
  }
  return done text
}
