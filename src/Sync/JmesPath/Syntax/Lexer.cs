using System.Text.Json;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>Cuts an expression into its words.</summary>
internal sealed class Lexer(string text)
{
    private static readonly (string Text, TokenKind Kind)[] Signs =
    [
        ("[?", TokenKind.Filter), ("[]", TokenKind.Flatten), ("||", TokenKind.Or), ("&&", TokenKind.And), ("==", TokenKind.Equal),
        ("!=", TokenKind.NotEqual), ("<=", TokenKind.LessOrEqual), (">=", TokenKind.GreaterOrEqual), ("<", TokenKind.Less),
        (">", TokenKind.Greater), ("!", TokenKind.Not), ("|", TokenKind.Pipe), ("&", TokenKind.Ampersand), (".", TokenKind.Dot),
        ("*", TokenKind.Star), (":", TokenKind.Colon), (",", TokenKind.Comma), ("@", TokenKind.Current), ("[", TokenKind.OpenBracket),
        ("]", TokenKind.CloseBracket), ("{", TokenKind.OpenBrace), ("}", TokenKind.CloseBrace), ("(", TokenKind.OpenParen),
        (")", TokenKind.CloseParen),
    ];

    private int _at;

    /// <summary>All words, an end behind them.</summary>
    /// <exception cref="ExpressionException">Something is no word.</exception>
    public List<Token> Read()
    {
        var tokens = new List<Token>();
        while (true)
        {
            while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r')
            {
                _at++;
            }

            if (_at == text.Length)
            {
                tokens.Add(new(TokenKind.End, "the end", _at + 1));
                return tokens;
            }

            tokens.Add(Next());
        }
    }

    private Token Next()
    {
        var start = _at;
        return text[_at] switch
        {
            '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => Word(start, TokenKind.Name, IsOfName),
            '-' or (>= '0' and <= '9') => Number(start),
            '"' => new(TokenKind.QuotedName, Name(start), start + 1),
            '\'' => new(TokenKind.Literal, "a text", start + 1, Value.Of(Quoted('\''))),
            '`' => new(TokenKind.Literal, "a literal", start + 1, Literal(start)),
            _ => Sign(start),
        };
    }

    private static bool IsOfName(char letter) => letter is '_' || char.IsAsciiLetterOrDigit(letter);

    private Token Word(int start, TokenKind kind, Func<char, bool> belongs)
    {
        do
        {
            _at++;
        }
        while (_at < text.Length && belongs(text[_at]));
        return new(kind, text[start.._at], start + 1);
    }

    private Token Number(int start)
    {
        var token = Word(start, TokenKind.Number, char.IsAsciiDigit);
        return int.TryParse(token.Text, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? token
            : throw Wrong(start, token.Text is "-" ? "a - must be followed by digits" : $"{token.Text} is too large for an index");
    }

    private Token Sign(int start)
    {
        foreach (var (sign, kind) in Signs)
        {
            if (string.CompareOrdinal(text, start, sign, 0, sign.Length) == 0)
            {
                _at += sign.Length;
                return new(kind, sign, start + 1);
            }
        }

        throw Wrong(start, text[start] is '=' ? "a single = means nothing; == compares" : $"{Printable(start)} means nothing here");
    }

    private string Printable(int start) => char.IsHighSurrogate(text[start]) && start + 1 < text.Length
        ? text.Substring(start, 2)
        : char.IsControl(text[start]) ? FormattableString.Invariant($"U+{(int)text[start]:X4}") : text[start].ToString();

    /// <summary>What stands between quotes: only the quote itself is escaped.</summary>
    private string Quoted(char quote)
    {
        var inner = Inner(quote);
        return inner.Replace($"\\{quote}", quote.ToString(), StringComparison.Ordinal);
    }

    private string Inner(char quote)
    {
        var start = _at++;
        while (_at < text.Length && text[_at] != quote)
        {
            _at += text[_at] is '\\' ? 2 : 1;
        }

        if (_at >= text.Length)
        {
            throw Wrong(start, $"the {quote} has no second one");
        }

        return text[(start + 1).._at++];
    }

    private string Name(int start)
    {
        var inner = Inner('"');
        try
        {
            return JsonElement.Parse($"\"{inner}\"").GetString()!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Wrong(start, $"\"{inner}\" is no string of JSON");
        }
    }

    private Value Literal(int start)
    {
        var json = Quoted('`');
        try
        {
            return Value.Of(JsonElement.Parse(json));
        }
        catch (JsonException)
        {
            throw Wrong(start, $"`{json}` is no JSON; a text is written 'like this'");
        }
    }

    private static ExpressionException Wrong(int at, string message) => new(ExpressionFault.Syntax, message, at + 1);
}
