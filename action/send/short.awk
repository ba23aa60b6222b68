# Short: a name of at most 250 bytes, cut between characters (run with LC_ALL=C, where a character is a byte).
{
  if (length($0) > 250) {
    $0 = substr($0, 1, 246)
    sub(/[^ -~]*$/, "")
    $0 = $0 "..."
  }
  print
}
