using System.Globalization;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>
/// Reads an expression by the binding powers of its words (a Pratt parser): <see cref="First"/> reads what begins an expression,
/// <see cref="Behind"/> what goes on with one.
/// </summary>
internal sealed class Parser(string text, Scope scope)
{
    /// <summary>What binds less than this ends a projection.</summary>
    private const int EndsProjection = 10;

    private const int StarPower = 20;
    private const int ComparisonPower = 5;
    private readonly List<Token> _tokens = new Lexer(text).Read();
    private int _at;
    private int _depth;

    private Token Now => _tokens[_at];

    /// <exception cref="ExpressionException">It is no expression.</exception>
    public Node Parse()
    {
        var node = Expression(0);
        return Now.Kind is TokenKind.End ? node : throw Unexpected(Now);
    }

    private static int PowerOf(TokenKind kind) => kind switch
    {
        TokenKind.Pipe => 1,
        TokenKind.Or => 2,
        TokenKind.And => 3,
        _ when IsComparison(kind) => ComparisonPower,
        TokenKind.Flatten => 9,
        TokenKind.Star => StarPower,
        TokenKind.Filter => 21,
        TokenKind.Dot => 40,
        TokenKind.Not => 45,
        TokenKind.OpenBrace => 50,
        TokenKind.OpenBracket => 55,
        TokenKind.OpenParen => 60,
        _ => 0,
    };

    private static bool IsComparison(TokenKind kind) => kind is TokenKind.Equal or TokenKind.NotEqual or TokenKind.Less
        or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual;

    private Node Expression(int power)
    {
        Descend(Now, ++_depth);
        var node = First(Take());
        while (power < PowerOf(Now.Kind))
        {
            var token = Take();
            node = Behind(node, token);
            Descend(token, node.Depth);
        }

        _depth--;
        return node;
    }

    private Node First(Token token) => token.Kind switch
    {
        TokenKind.Literal => new LiteralNode(token.Literal),
        TokenKind.Name when Now.Kind is TokenKind.OpenParen => Call(token),
        TokenKind.Name => new PathNode(new FieldName(token.Text)),
        TokenKind.QuotedName => Now.Kind is TokenKind.OpenParen
            ? throw new ExpressionException(ExpressionFault.Syntax, "a function's name has no quotes", token.Position)
            : new PathNode(new FieldName(token.Text)),
        TokenKind.Current => new CurrentNode(),
        TokenKind.Star => new MembersNode(new CurrentNode(), Each(StarPower)),
        TokenKind.Filter => Filter(new CurrentNode()),
        TokenKind.OpenBrace => Object(),
        TokenKind.OpenParen => InParens(),
        TokenKind.Flatten => new FlattenNode(new CurrentNode(), Each(PowerOf(TokenKind.Flatten))),
        TokenKind.Not => new NotNode(Expression(PowerOf(TokenKind.Not))),
        TokenKind.OpenBracket => IsIndex() ? Index(new CurrentNode()) : IsStar() ? Star(new CurrentNode()) : List(),
        TokenKind.Ampersand => throw new ExpressionException(
            ExpressionFault.Syntax, "an & stands only before an argument of a function", token.Position),
        _ => throw Unexpected(token),
    };

    private Node Behind(Node left, Token token) => token.Kind switch
    {
        TokenKind.Dot when Now.Kind is TokenKind.Star => Members(left),
        TokenKind.Dot => Dotted(left, BehindDot(PowerOf(TokenKind.Dot))),
        TokenKind.Pipe => new ChainNode(left, Expression(PowerOf(TokenKind.Pipe))),
        TokenKind.Or => new OrNode(left, Expression(PowerOf(TokenKind.Or))),
        TokenKind.And => new AndNode(left, Expression(PowerOf(TokenKind.And))),
        TokenKind.Filter => Filter(left),
        TokenKind.Flatten => new FlattenNode(left, Each(PowerOf(TokenKind.Flatten))),
        TokenKind.OpenBracket => IsIndex() ? Index(left) : IsStar() ? Star(left) : throw Unexpected(Now),
        _ when IsComparison(token.Kind) => new ComparisonNode(token.Kind, left, Expression(ComparisonPower)),
        _ => throw Unexpected(token),
    };

    private static Node Dotted(Node left, Node right) => left is PathNode first && right is PathNode behind
        ? new PathNode(first, behind)
        : new ChainNode(left, right);

    private MembersNode Members(Node left)
    {
        Take();
        return new MembersNode(left, Each(PowerOf(TokenKind.Dot)));
    }

    /// <summary>What is applied to each item of a projection.</summary>
    private Node Each(int power) => Now.Kind switch
    {
        _ when PowerOf(Now.Kind) < EndsProjection => new CurrentNode(),
        TokenKind.OpenBracket or TokenKind.Filter => Expression(power),
        TokenKind.Dot => EachBehindDot(power),
        _ => throw Unexpected(Now),
    };

    private Node EachBehindDot(int power)
    {
        Take();
        return BehindDot(power);
    }

    private Node BehindDot(int power)
    {
        switch (Now.Kind)
        {
            case TokenKind.Name or TokenKind.QuotedName or TokenKind.Star:
                return Expression(power);
            case TokenKind.OpenBracket:
                Take();
                return List();
            case TokenKind.OpenBrace:
                Take();
                return Object();
            default:
                throw Unexpected(Now);
        }
    }

    private Node InParens()
    {
        var node = Expression(0);
        Take(TokenKind.CloseParen);
        return node;
    }

    private FilterNode Filter(Node left)
    {
        var condition = Expression(0);
        Take(TokenKind.CloseBracket);
        return new FilterNode(
            left, condition, Now.Kind is TokenKind.Flatten ? new CurrentNode() : Each(PowerOf(TokenKind.Filter)));
    }

    private bool IsIndex() => Now.Kind is TokenKind.Number or TokenKind.Colon;

    private bool IsStar() => Now.Kind is TokenKind.Star && _tokens[_at + 1].Kind is TokenKind.CloseBracket;

    private ProjectionNode Star(Node list)
    {
        Take();
        Take();
        return new ProjectionNode(list, Each(StarPower));
    }

    private Node Index(Node list)
    {
        var start = Whole();
        if (start is not null && Now.Kind is TokenKind.CloseBracket)
        {
            Take();
            return new IndexNode(list, start.Value);
        }

        Take(TokenKind.Colon);
        var (stop, step, position) = (Whole(), (int?)null, Now.Position + 1);
        if (Now.Kind is TokenKind.Colon)
        {
            Take();
            step = Whole();
        }

        Take(TokenKind.CloseBracket);
        return step is 0
            ? throw new ExpressionException(ExpressionFault.InvalidValue, "a step of 0 comes nowhere", position)
            : new ProjectionNode(new SliceNode(list, start, stop, step), Each(StarPower));
    }

    private int? Whole() => Now.Kind is TokenKind.Number ? int.Parse(Take().Text, CultureInfo.InvariantCulture) : null;

    private ListNode List()
    {
        var items = new List<Node>();
        do
        {
            items.Add(Expression(0));
        }
        while (GoesOn(TokenKind.CloseBracket));
        return new ListNode(items);
    }

    private ObjectNode Object()
    {
        var members = new List<KeyValuePair<string, Node>>();
        do
        {
            var name = Now.Kind is TokenKind.Name or TokenKind.QuotedName ? Take().Text : throw Unexpected(Now);
            Take(TokenKind.Colon);
            members.Add(new(name, Expression(0)));
        }
        while (GoesOn(TokenKind.CloseBrace));
        return new ObjectNode(members);
    }

    private CallNode Call(Token name)
    {
        Take(TokenKind.OpenParen);
        var arguments = new List<Argument>();
        if (Now.Kind is TokenKind.CloseParen)
        {
            Take();
            return CallCheck.Check(name, arguments, scope);
        }

        do
        {
            var (position, isExpression) = (Now.Position, Now.Kind is TokenKind.Ampersand);
            _ = isExpression ? Take() : default;
            arguments.Add(new(Expression(0), isExpression, position));
        }
        while (GoesOn(TokenKind.CloseParen));
        return CallCheck.Check(name, arguments, scope);
    }

    /// <summary>Whether a comma comes; else it must be the end.</summary>
    private bool GoesOn(TokenKind end)
    {
        if (Now.Kind is TokenKind.Comma)
        {
            Take();
            return true;
        }

        Take(end);
        return false;
    }

    private Token Take() => Now.Kind is TokenKind.End ? Now : _tokens[_at++];

    private void Take(TokenKind kind) => _ = Now.Kind == kind ? Take() : throw Unexpected(Now);

    private void Descend(Token token, int depth) => _ = depth <= scope.Limits.DepthMax ? 0
        : throw new ExpressionException(
            ExpressionFault.Limit, $"this is nested more than {scope.Limits.DepthMax} levels deep (Mapping__DepthMax)", token.Position);

    private static ExpressionException Unexpected(Token token) =>
        new(ExpressionFault.Syntax, token.Kind is TokenKind.End ? "the expression ends too early" : $"{token.Text} is not expected here",
            token.Position);
}
