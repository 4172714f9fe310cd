using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Mail;

/// <summary>
/// GET /tickets/mail/{way} and one of them, POST …/{id}/retry and …/{id}/discard: what became of the mails of one way, and what people make
/// of those that were put aside.
/// </summary>
/// <typeparam name="TView">A mail, as it is answered.</typeparam>
/// <typeparam name="TPage">A page of them.</typeparam>
internal sealed class MailRoutes<TView, TPage>
    where TView : class
{
    /// <summary>The last part of the path.</summary>
    public required string Way { get; init; }

    /// <summary>What a mail is called.</summary>
    public required string Kind { get; init; }

    /// <summary>The states that there are.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>The table and its columns.</summary>
    public required MailRows<TView> Rows { get; init; }

    /// <summary>Makes a page.</summary>
    public required Func<IReadOnlyList<TView>, string?, TPage> Page { get; init; }

    public required JsonTypeInfo<TView> Json { get; init; }

    public required JsonTypeInfo<TPage> PageJson { get; init; }

    /// <summary>Rung when there is something to do again.</summary>
    public required string Topic { get; init; }

    /// <summary>Has one tried again; whether it was one that can be.</summary>
    public required Func<ITransaction, long, DateTimeOffset, ValueTask<bool>> Revive { get; init; }

    /// <summary>Gives one up; whether it was one that can be.</summary>
    public required Func<ITransaction, long, string, ValueTask<bool>> Discard { get; init; }

    /// <summary>What the document says.</summary>
    public required MailWords Words { get; init; }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                $"/mail/{Way}",
                (HttpRequest request, Work work, SupportDatabase database) => ListAsync(request.Query, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe(Words.List, Response.Of<TPage>(200), Response.Error(400), MailQuery.Parameters(States));
        routes.MapGet(
                $"/mail/{Way}/{{id:long}}", (long id, Work work, SupportDatabase database) => ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe(Words.Read, Response.Of<TView>(200), Response.Error(404));
        routes.MapPost(
                $"/mail/{Way}/{{id:long}}/retry",
                (long id, Work work, SupportDatabase database) => RetryAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(Words.Retry, Response.Of<TView>(200), Response.Error(404, 409));
        routes.MapPost(
                $"/mail/{Way}/{{id:long}}/discard",
                (long id, MailDiscard input, Work work, SupportDatabase database) => DiscardAsync(id, input, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(Words.Discard, Body.Json(Words.Example), Response.Of<TView>(200), Response.Error(400, 404, 409));
    }

    public async Task<Answer> ListAsync(IQueryCollection parameters, Work work, SupportDatabase database)
    {
        var (query, refusal) = MailQuery.Read(parameters, States);
        if (query is null)
        {
            return refusal!;
        }

        var rows = await database.Store.ReadAsync(reader => Rows.ListAsync(reader, query), work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(Page([.. rows.Take(query.Size)], query.Next(rows, Rows.Id)), PageJson));
    }

    public async Task<Answer> ReadAsync(long id, Work work, SupportDatabase database) =>
        await database.Store.ReadAsync(reader => Rows.FindAsync(reader, id), work.Ct) is { } mail
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(mail, Json))
            : Answer.NotFound(Kind, id);

    public Task<Answer> RetryAsync(long id, Work work, SupportDatabase database) => MendAsync(
        id, work, database, transaction => Revive(transaction, id, database.Clock.GetUtcNow()), Words.NoRetry);

    public async Task<Answer> DiscardAsync(long id, MailDiscard input, Work work, SupportDatabase database) =>
        input.Refuse() is { } refusal
            ? refusal
            : await MendAsync(id, work, database, transaction => Discard(transaction, id, input.Reason!), Words.NoDiscard);

    private async Task<Answer> MendAsync(
        long id, Work work, SupportDatabase database, Func<ITransaction, ValueTask<bool>> mend, string rule)
    {
        var isDone = await database.Store.WriteAsync(mend, work.Ct);
        if (isDone)
        {
            database.Store.Signals.Ring(Topic);
        }

        var there = await ReadAsync(id, work, database);
        return isDone || there.Refusal is not null ? there : new Refusal(RefusalCode.Conflict, $"Mail {id} stays as it is: {rule}.");
    }
}

/// <summary>What the document says of the mails of one way, and why one stays as it is.</summary>
/// <param name="List">Of the list.</param>
/// <param name="Read">Of one.</param>
/// <param name="Retry">Of trying one again.</param>
/// <param name="NoRetry">Why one is not.</param>
/// <param name="Discard">Of giving one up.</param>
/// <param name="NoDiscard">Why one is not.</param>
/// <param name="Example">A body that gives one up.</param>
internal sealed record MailWords(
    string List, string Read, string Retry, string NoRetry, string Discard, string NoDiscard, string Example);
