using System.Text;
using MimeKit.Text;

namespace Lockstep.Support.MailIn.Reading;

/// <summary>
/// The text of a mail that came as HTML only. What was quoted keeps the sign for it, so that it is told from what was written; scripts,
/// styles and comments are nothing that anybody reads.
/// </summary>
internal sealed class HtmlText
{
    private const int QuotesMax = 20;

    /// <summary>What is longer than anybody reads is left out; the mail itself has it.</summary>
    private const int CharactersMax = 1_000_000;
    private readonly StringBuilder _text = new();
    private readonly Stack<HtmlTagId> _quotes = new();
    private HtmlTagId? _unseen;
    private string? _link;
    private int _kept;
    private bool _isBlank = true;

    private HtmlText()
    {
    }

    public static string Of(string html)
    {
        var text = new HtmlText();
        var tokens = new HtmlTokenizer(new StringReader(html));
        while (text._text.Length < CharactersMax && tokens.ReadNextToken(out var token))
        {
            text.Take(token);
        }

        return text._text.ToString().Trim();
    }

    private void Take(HtmlToken token)
    {
        switch (token)
        {
            case HtmlTagToken tag when _unseen is { } unseen:
                _unseen = tag.IsEndTag && tag.Id == unseen ? null : unseen;
                break;
            case HtmlTagToken { IsEndTag: false } tag:
                Open(tag);
                break;
            case HtmlTagToken tag:
                Close(tag.Id);
                break;
            case HtmlDataToken data when token.Kind is HtmlTokenKind.Data or HtmlTokenKind.CData && _unseen is null:
                Write(data.Data);
                break;
        }
    }

    private void Open(HtmlTagToken tag)
    {
        switch (tag.Id)
        {
            case HtmlTagId.Script or HtmlTagId.Style or HtmlTagId.Title when !tag.IsEmptyElement:
                _unseen = tag.Id;
                break;
            case HtmlTagId.BlockQuote when _quotes.Count < QuotesMax:
                BreakLine();
                _quotes.Push(tag.Id);
                break;
            case HtmlTagId.A:
                _link = Value(tag, HtmlAttributeId.Href);
                break;
            case HtmlTagId.Image when Value(tag, HtmlAttributeId.Alt) is { Length: > 0 } alt:
                Write($"[{alt}]");
                break;
            case HtmlTagId.Pre:
                BreakLine();
                _kept++;
                break;
            case HtmlTagId.LI:
                BreakLine();
                Write("- ");
                break;
            case HtmlTagId.Br:
                _text.Append('\n');
                _isBlank = true;
                break;
            case HtmlTagId.TD or HtmlTagId.TH:
                Write(" ");
                break;
            case var id when IsBlock(id):
                BreakLine();
                break;
        }
    }

    private void Close(HtmlTagId id)
    {
        switch (id)
        {
            case HtmlTagId.BlockQuote when _quotes.Count > 0:
                BreakLine();
                _quotes.Pop();
                break;
            case HtmlTagId.A:
                WriteLink();
                break;
            case HtmlTagId.Pre:
                _kept = Math.Max(0, _kept - 1);
                BreakLine();
                break;
            case HtmlTagId.P or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.Table or HtmlTagId.UL or HtmlTagId.OL:
                BreakLine();
                BreakParagraph();
                break;
            case var block when IsBlock(block):
                BreakLine();
                break;
        }
    }

    private static bool IsBlock(HtmlTagId id) => id is HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.Table or HtmlTagId.UL
        or HtmlTagId.OL
        or HtmlTagId.LI or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.H5 or HtmlTagId.H6 or HtmlTagId.HR
        or HtmlTagId.Section or HtmlTagId.Article or HtmlTagId.Header or HtmlTagId.Footer or HtmlTagId.DL or HtmlTagId.DT or HtmlTagId.DD;

    /// <summary>Where a link leads is told beside its text, unless that says so itself.</summary>
    private void WriteLink()
    {
        if (_link is { } link && Uri.TryCreate(link, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && !_text.ToString(Math.Max(0, _text.Length - link.Length), Math.Min(_text.Length, link.Length))
                .Equals(link, StringComparison.Ordinal))
        {
            Write($" <{link}>");
        }

        _link = null;
    }

    private void Write(string text)
    {
        foreach (var letter in text)
        {
            Write(letter);
        }
    }

    private void Write(char letter)
    {
        var isBlank = _kept == 0 ? letter is ' ' or '\t' or '\r' or '\n' : letter is '\n';
        if (isBlank && _kept > 0)
        {
            _text.Append('\n');
            _isBlank = true;
        }
        else if (isBlank)
        {
            // Many blanks are one, and none begins a line.
            if (!_isBlank)
            {
                _text.Append(' ');
                _isBlank = true;
            }
        }
        else
        {
            if (IsAtStart)
            {
                _text.Insert(_text.Length, ">", _quotes.Count).Append(_quotes.Count > 0 ? " " : "");
            }

            _text.Append(letter);
            _isBlank = false;
        }
    }

    private bool IsAtStart => _text.Length == 0 || _text[^1] == '\n';

    private void BreakLine()
    {
        if (!IsAtStart)
        {
            _text.Append('\n');
        }

        _isBlank = true;
    }

    private void BreakParagraph()
    {
        if (_text.Length > 1 && _text[^2] != '\n')
        {
            _text.Insert(_text.Length, ">", _quotes.Count).Append('\n');
        }
    }

    private static string? Value(HtmlTagToken tag, HtmlAttributeId id) => tag.Attributes.FirstOrDefault(one => one.Id == id)?.Value;
}
