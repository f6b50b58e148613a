'''crlf
x\
y''' + '\
z'
if a:
    b = 1

    c = 2
else:
    d
r'''a
b''' + f'''{a}
{b}'''
