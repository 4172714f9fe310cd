using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Files;

/// <summary>The one writer of files beside customers. A file itself never changes; only whose it is may.</summary>
internal sealed class FileWriter(CrmDatabase database, IOptions<FileLimits> limits) : ICustomerBelongings<RecordFile>
{
    public const string Kind = "customer-file";

    /// <summary>Where the files of customers are.</summary>
    public static RecordFiles Files { get; } = new(CustomerRecord.Kind);

    public string Name => "files";

    public async ValueTask<bool> HasAnyAsync(IReader reader, long customerId) => (await Files.ListAsync(reader, customerId)).Count > 0;

    public ValueTask<RecordFile?> FindForUpdateAsync(ITransaction transaction, long id) => Files.FindForUpdateAsync(transaction, id);

    public long OwnerOf(RecordFile one) => one.RecordId;

    /// <summary>Adds a file to a customer, who is held for this write.</summary>
    public async ValueTask<Written<CustomerFile>> CreateAsync(ITransaction transaction, Work work, long customerId, UploadedFile file)
    {
        var now = database.Clock.GetUtcNow();
        var (added, refusal) = await Files.AddAsync(transaction, customerId, file, work.Actor, now, limits.Value);
        if (added is null)
        {
            return refusal!;
        }

        var made = Of(added, 1, now);
        var change = ChangeOf(made, ChangeKind.Created, work, "customerId,name,type,size,sha256,addedBy");
        await database.Log.AppendAsync<CustomerFileCreated>(transaction, change);
        return new Written<CustomerFile>(made, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Gives a file to another customer.</summary>
    public async ValueTask GiveAsync(ITransaction transaction, Work work, RecordFile one, long customerId)
    {
        await Files.MoveAsync(transaction, one.Id, customerId);
        var after = Of(one with { RecordId = customerId }, await NextVersionAsync(transaction, one.Id), database.Clock.GetUtcNow());
        await database.Log.AppendAsync<CustomerFileChanged>(transaction, ChangeOf(after, ChangeKind.Changed, work, "customerId"));
    }

    /// <summary>Deletes a file with its bytes.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, Work work, RecordFile one)
    {
        await Files.RemoveAsync(transaction, one.RecordId, one.Id);
        var last = Of(one, await NextVersionAsync(transaction, one.Id), database.Clock.GetUtcNow());
        await database.Log.AppendAsync<CustomerFileDeleted>(transaction, ChangeOf(last, ChangeKind.Deleted, work, ""));
    }

    public async ValueTask DeleteAllAsync(ITransaction transaction, Work work, long customerId)
    {
        foreach (var file in await Files.ListAsync(transaction, customerId))
        {
            await DeleteAsync(transaction, work, file);
        }
    }

    /// <summary>The files of a customer, the newest first, with the versions and times that their histories tell.</summary>
    public static async ValueTask<IReadOnlyList<CustomerFile>> ListAsync(IReader reader, long customerId)
    {
        var files = new List<CustomerFile>();
        foreach (var file in await Files.ListAsync(reader, customerId))
        {
            files.Add(Of(file, (await HistoryEnd.FindAsync(reader, Kind, file.Id))?.Version ?? 1, file.AddedAt));
        }

        return files;
    }

    private static CustomerFile Of(RecordFile file, long version, DateTimeOffset updatedAt) => new()
    {
        Id = file.Id,
        CustomerId = file.RecordId,
        Name = file.Name,
        Type = file.Type,
        Size = file.Size,
        Sha256 = file.Sha256,
        AddedBy = file.AddedBy,
        Version = version,
        CreatedAt = file.AddedAt,
        UpdatedAt = updatedAt,
    };

    private static RecordChange ChangeOf(CustomerFile file, ChangeKind change, Work work, string fields) => new(
        Kind, file.Id, file.Version, change, work.Actor, file.UpdatedAt, fields,
        change is ChangeKind.Deleted ? null : JsonSerializer.SerializeToUtf8Bytes(file, ContractsJson.Wire.CustomerFile));

    private static async ValueTask<long> NextVersionAsync(IReader reader, long id) =>
        (await HistoryEnd.FindAsync(reader, Kind, id))!.Version + 1;
}
