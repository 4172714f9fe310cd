using System.Runtime.InteropServices;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is written; of a name and a raw text without quotes.</param>
/// <param name="Position">Where it begins, counted from 1.</param>
/// <param name="Literal">The value of a literal.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, string Text, int Position, Value Literal = default);

/// <summary>What a word of an expression is.</summary>
internal enum TokenKind
{
    End,
    Name,
    QuotedName,
    Number,
    Literal,
    Current,
    Ampersand,
    Star,
    Colon,
    Comma,
    Dot,
    Pipe,
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Filter,
    Flatten,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenParen,
    CloseParen,
}
