'' "" '''''' """"""
'a'
"a" 'b' "c"
("a"
 "b")
"a" \
"b"
'it\'s' "say \"hi\""
'\a\b\f\n\r\t\v\\\'\"'
'\0\1\12\123\1234\777\8\9'
'\x41\xe9\xff'
'\u00e9\u4e2d\ud800\U0001F600'
'\q\d\ \.\{\}'
'a\
b'
'''a
b\
c'''
"""a"b""c\"""d"""
r'a\nb' R"\'" r"\\" r'\
x' r'''a
b''' r"\" r"
b'a\x00\xff\n\101\400' B"x" b'\u1234\N{x}\q'
rb'\x00' Rb'a' bR"b" BR'\''
u'a' U"\u00e9"
"é中😀"
'a''b'
b'a' b'b'
f''
f'a'
f'{a}'
f'{a}{b}'
f'x{a}y{b}z'
f'{a!r}{b!s}{c!a}'
f'{a:x}{b:>10}{c:{d}}{e:{f}.{g}}{h!r:^{i}}'
f'{a=}' f'{ a = }' f'{a=!s}' f'{a=:>5}' f'{a.b=}' f'{a + b = }'
f'{{}}' f'{{{a}}}' f'{{a}}'
f'\n{a}\x41\\{b}\{c}'
rf'\n{a}\{b}' fr"\x{a}\\" Rf'{a}\\'
f'{a["b"]}' f"{a['b']}"
f'{a if b else c}' f'{(lambda: a)}' f'{a:{"x"}}' f'{a,b}' f'{*a,b}' f'{yield_}'
f'{ {a: b} }' f'{ {a} }' f'{a != b}' f'{a == b}' f'{a<=b}'
f'''a
{b
}
c''' f"""{a}"{b}""c"""
"a" f"b{c}d" "e" f"{f}" 'g'
f"a" "b"
"a{b}" f"{c}" "{{d}}"
f'{a!r:}'
f'{a:{b}{c}}'
f'{f"{a}"}' f'{f"{a}" "b"}'
f'{a:%Y-%m-%d}' f'{a:,}' f'{a:\n}'
f"{a:{'>'}{10}}"
f'{a()}' f'{a.b[0](c)}'
f'{(a:=b)}' f'{a:=5}'
x = f"SELECT {', '.join(a)} FROM {b!s:>{c}}" + "d" % e
'\
'
"a" "" f"" ''
f"" ""
f'{a}' ''
"# not a comment" # comment
'''
# not a comment
'''
'tab	tab'
