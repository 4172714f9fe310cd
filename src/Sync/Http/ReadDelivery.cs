using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/deliveries/{id}</summary>
internal static class ReadDelivery
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/deliveries/{id:long}",
            (long id, Work work, SyncDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe(
            "Read a delivery with its payload and its attempts, what was asked of the target and what it answered",
            Response.Of<DeliveryDetails>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, SyncDatabase database)
    {
        var details = await database.OnDiskAsync(
            database.Store.ReadAsync(reader => FindAsync(reader, id, work), work.Ct).AsTask(), work.Ct);
        return details is null
            ? Answer.NotFound("delivery", id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(details, SyncJson.Default.DeliveryDetails));
    }

    private static async ValueTask<DeliveryDetails?> FindAsync(IReader reader, long id, Work work)
    {
        var found = await reader.FirstAsync(
            $"""
            select {DeliveryView.Columns}, payload, case when event is null then 1 else 0 end, original, edited_by
            from deliveries where id = $1
            """,
            static row => new
            {
                Delivery = DeliveryView.Read(row),
                Payload = row.Bytes(16),
                IsOfFile = row.Int64(17) != 0,
                Original = row.TextOrNull(18),
                EditedBy = row.TextOrNull(19),
            },
            id);
        if (found is null)
        {
            return null;
        }

        // A webhook is sent what whoever made it may read, which this caller need not.
        var mayRead = found.IsOfFile || MayRead(work, found.Delivery.Subject);
        var attempts = await reader.QueryAsync(
            $"select {AttemptView.Columns} from attempts where delivery_id = $1 order by number limit 10000",
            row => AttemptView.Read(row, mayRead), id);
        if (!mayRead)
        {
            return new DeliveryDetails(found.Delivery, attempts, null);
        }

        JsonElement? original = found.Original is { } text ? JsonElement.Parse(text) : null;
        return new DeliveryDetails(found.Delivery, attempts, JsonElement.Parse(found.Payload), original, found.EditedBy);
    }

    private static bool MayRead(Work work, string subject) =>
        EventAccess.PermissionOf(subject[..Math.Max(0, subject.LastIndexOf('/') - 1)]) is { } permission && work.May(permission);
}
