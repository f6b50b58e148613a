# -*- coding: utf-8 -*-


  # odd comment
a = 1
    # odd comment
if a:
        # comment
    b = 1
  # comment
    c = 2
# comment
    d = 3
    # last