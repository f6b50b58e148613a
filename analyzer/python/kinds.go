package python

// A kind is a symbol of the grammar that conversion asks for; every other
// symbol is the kind 0.
type kind uint8

const (
	kOther kind = iota
	kError

	kAliasedImport
	kArgumentList
	kAsPattern
	kAsPatternTarget
	kAssertStatement
	kAssignment
	kAttribute
	kAugmentedAssignment
	kAwait
	kBinaryOperator
	kBlock
	kBooleanOperator
	kBreakStatement
	kCall
	kCaseClause
	kCasePattern
	kClassDefinition
	kClassPattern
	kComparison
	kComplexPattern
	kConcatenatedString
	kConditional
	kConstrainedType
	kContinueStatement
	kDecoratedDefinition
	kDecorator
	kDefaultParameter
	kDeleteStatement
	kDictComprehension
	kDictPattern
	kDictSplat
	kDictSplatPattern
	kDictionary
	kDottedName
	kElifClause
	kEllipsis
	kElseClause
	kExceptClause
	kExecStatement
	kExpressionList
	kExpressionStatement
	kFalse
	kFinallyClause
	kFloat
	kForInClause
	kForStatement
	kFormatExpression
	kFormatSpecifier
	kFunctionDefinition
	kFutureImport
	kGenerator
	kGenericType
	kGlobalStatement
	kIdentifier
	kIfClause
	kIfStatement
	kImportFrom
	kImportPrefix
	kImportStatement
	kInteger
	kInterpolation
	kKeywordArgument
	kKeywordPattern
	kKeywordSeparator
	kLambda
	kList
	kListComprehension
	kListPattern
	kListSplat
	kListSplatPattern
	kMatchStatement
	kMemberType
	kNamedExpression
	kNone
	kNonlocalStatement
	kNotOperator
	kPair
	kParenthesized
	kPassStatement
	kPatternList
	kPositionalSeparator
	kPrintStatement
	kRaiseStatement
	kRelativeImport
	kReturnStatement
	kSet
	kSetComprehension
	kSlice
	kSplatPattern
	kSplatType
	kString
	kStringContent
	kStringEnd
	kStringStart
	kSubscript
	kTrue
	kTryStatement
	kTuple
	kTuplePattern
	kType
	kTypeAlias
	kTypeConversion
	kTypedDefaultParameter
	kTypedParameter
	kTypeParameter
	kUnaryOperator
	kUnionPattern
	kUnionType
	kWhileStatement
	kWildcardImport
	kWithClause
	kWithItem
	kWithStatement
	kYield

	tAs
	tAsync
	tBar
	tColon
	tComma
	tDoubleStar
	tEqual
	tFrom
	tMinus
	tNotEqual2
	tOpen
	tClose
	tSemicolon
	tStar
	tUnderscore
)

// kindNames has the grammar's name of each kind; a token's is in quotes.
var kindNames = [...]string{
	kAliasedImport:         "aliased_import",
	kArgumentList:          "argument_list",
	kAsPattern:             "as_pattern",
	kAsPatternTarget:       "as_pattern_target",
	kAssertStatement:       "assert_statement",
	kAssignment:            "assignment",
	kAttribute:             "attribute",
	kAugmentedAssignment:   "augmented_assignment",
	kAwait:                 "await",
	kBinaryOperator:        "binary_operator",
	kBlock:                 "block",
	kBooleanOperator:       "boolean_operator",
	kBreakStatement:        "break_statement",
	kCall:                  "call",
	kCaseClause:            "case_clause",
	kCasePattern:           "case_pattern",
	kClassDefinition:       "class_definition",
	kClassPattern:          "class_pattern",
	kComparison:            "comparison_operator",
	kComplexPattern:        "complex_pattern",
	kConcatenatedString:    "concatenated_string",
	kConditional:           "conditional_expression",
	kConstrainedType:       "constrained_type",
	kContinueStatement:     "continue_statement",
	kDecoratedDefinition:   "decorated_definition",
	kDecorator:             "decorator",
	kDefaultParameter:      "default_parameter",
	kDeleteStatement:       "delete_statement",
	kDictComprehension:     "dictionary_comprehension",
	kDictPattern:           "dict_pattern",
	kDictSplat:             "dictionary_splat",
	kDictSplatPattern:      "dictionary_splat_pattern",
	kDictionary:            "dictionary",
	kDottedName:            "dotted_name",
	kElifClause:            "elif_clause",
	kEllipsis:              "ellipsis",
	kElseClause:            "else_clause",
	kExceptClause:          "except_clause",
	kExecStatement:         "exec_statement",
	kExpressionList:        "expression_list",
	kExpressionStatement:   "expression_statement",
	kFalse:                 "false",
	kFinallyClause:         "finally_clause",
	kFloat:                 "float",
	kForInClause:           "for_in_clause",
	kForStatement:          "for_statement",
	kFormatExpression:      "format_expression",
	kFormatSpecifier:       "format_specifier",
	kFunctionDefinition:    "function_definition",
	kFutureImport:          "future_import_statement",
	kGenerator:             "generator_expression",
	kGenericType:           "generic_type",
	kGlobalStatement:       "global_statement",
	kIdentifier:            "identifier",
	kIfClause:              "if_clause",
	kIfStatement:           "if_statement",
	kImportFrom:            "import_from_statement",
	kImportPrefix:          "import_prefix",
	kImportStatement:       "import_statement",
	kInteger:               "integer",
	kInterpolation:         "interpolation",
	kKeywordArgument:       "keyword_argument",
	kKeywordPattern:        "keyword_pattern",
	kKeywordSeparator:      "keyword_separator",
	kLambda:                "lambda",
	kList:                  "list",
	kListComprehension:     "list_comprehension",
	kListPattern:           "list_pattern",
	kListSplat:             "list_splat",
	kListSplatPattern:      "list_splat_pattern",
	kMatchStatement:        "match_statement",
	kMemberType:            "member_type",
	kNamedExpression:       "named_expression",
	kNone:                  "none",
	kNonlocalStatement:     "nonlocal_statement",
	kNotOperator:           "not_operator",
	kPair:                  "pair",
	kParenthesized:         "parenthesized_expression",
	kPassStatement:         "pass_statement",
	kPatternList:           "pattern_list",
	kPositionalSeparator:   "positional_separator",
	kPrintStatement:        "print_statement",
	kRaiseStatement:        "raise_statement",
	kRelativeImport:        "relative_import",
	kReturnStatement:       "return_statement",
	kSet:                   "set",
	kSetComprehension:      "set_comprehension",
	kSlice:                 "slice",
	kSplatPattern:          "splat_pattern",
	kSplatType:             "splat_type",
	kString:                "string",
	kStringContent:         "string_content",
	kStringEnd:             "string_end",
	kStringStart:           "string_start",
	kSubscript:             "subscript",
	kTrue:                  "true",
	kTryStatement:          "try_statement",
	kTuple:                 "tuple",
	kTuplePattern:          "tuple_pattern",
	kType:                  "type",
	kTypeAlias:             "type_alias_statement",
	kTypeConversion:        "type_conversion",
	kTypedDefaultParameter: "typed_default_parameter",
	kTypedParameter:        "typed_parameter",
	kTypeParameter:         "type_parameter",
	kUnaryOperator:         "unary_operator",
	kUnionPattern:          "union_pattern",
	kUnionType:             "union_type",
	kWhileStatement:        "while_statement",
	kWildcardImport:        "wildcard_import",
	kWithClause:            "with_clause",
	kWithItem:              "with_item",
	kWithStatement:         "with_statement",
	kYield:                 "yield",

	tAs:         "'as'",
	tAsync:      "'async'",
	tBar:        "'|'",
	tColon:      "':'",
	tComma:      "','",
	tDoubleStar: "'**'",
	tEqual:      "'='",
	tFrom:       "'from'",
	tMinus:      "'-'",
	tNotEqual2:  "'<>'",
	tSemicolon:  "';'",
	tStar:       "'*'",
	tUnderscore: "'_'",
}

// A field is the part that a child plays in its parent; most have none, 0.
type field uint8

const (
	fNone field = iota
	fAlias
	fAlternative
	fArgument
	fArguments
	fAttribute
	fBody
	fCause
	fCondition
	fConsequence
	fDefinition
	fExpression
	fFormatSpecifier
	fFunction
	fGuard
	fKey
	fLeft
	fModuleName
	fName
	fObject
	fOperator
	fOperators
	fParameters
	fRight
	fSubject
	fSubscript
	fSuperclasses
	fType
	fTypeConversion
	fValue
)

var fieldNames = [...]string{
	fAlias:           "alias",
	fAlternative:     "alternative",
	fArgument:        "argument",
	fArguments:       "arguments",
	fAttribute:       "attribute",
	fBody:            "body",
	fCause:           "cause",
	fCondition:       "condition",
	fConsequence:     "consequence",
	fDefinition:      "definition",
	fExpression:      "expression",
	fFormatSpecifier: "format_specifier",
	fFunction:        "function",
	fGuard:           "guard",
	fKey:             "key",
	fLeft:            "left",
	fModuleName:      "module_name",
	fName:            "name",
	fObject:          "object",
	fOperator:        "operator",
	fOperators:       "operators",
	fParameters:      "parameters",
	fRight:           "right",
	fSubject:         "subject",
	fSubscript:       "subscript",
	fSuperclasses:    "superclasses",
	fType:            "type",
	fTypeConversion:  "type_conversion",
	fValue:           "value",
}
