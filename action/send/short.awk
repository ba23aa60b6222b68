# Short: lines of at most 250 bytes, cut between characters (run with LC_ALL=C, where awk's letters are bytes).
BEGIN { for (code = 128; code < 192; code++) continues[sprintf("%c", code)] }
{
  if (length($0) > 250) {
    end = 246
    while (substr($0, end + 1, 1) in continues) end--
    $0 = substr($0, 1, end) "..."
  }
  print
}
