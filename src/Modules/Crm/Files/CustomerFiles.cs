using System.Text;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Files;

/// <summary>GET, POST /customers/{id}/files, GET and DELETE /customers/{id}/files/{file}</summary>
internal static class CustomerFiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{id:long}/files", (long id, Work work, CrmDatabase database) => ListAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.NotesRead)
            .Describe("The files of a customer, the newest first", Response.Of<FileList>(200), Response.Error(404, 410));
        routes.MapPost(
                "/{id:long}/files",
                (long id, HttpContext context, Work work, FileWriter files, CrmDatabase database) =>
                    AddAsync(id, context.Request, work, files, database).ToHttpAsync())
            .Needs(Permissions.NotesWrite)
            .TakesFile(routes)
            .Describe(
                "Add a file to a customer: the body, named by name, or the one file of a form (multipart/form-data)",
                Body.Of("application/octet-stream", "Offer of January"),
                Response.Of<CustomerFile>(201), Response.Error(400, 404, 409, 410, 413, 422),
                [new QueryParameter("name", "The name under which it is saved; in a form that of the file", "offer.txt")]);
        routes.MapGet("/{id:long}/files/{file:long}", (long id, long file, Work work, CrmDatabase database) => DownloadAsync(id, file,
            work, database))
            .Needs(Permissions.NotesRead)
            .WithoutTimeLimit()
            .Describe("The file itself, to be saved; no browser shows it", FileServices.SendsFile, Response.Error(404, 410));
        routes.MapDelete(
                "/{id:long}/files/{file:long}",
                (long id, long file, Work work, FileWriter files, CrmDatabase database) => DeleteAsync(id, file, work, files,
                    database).ToHttpAsync())
            .Needs(Permissions.NotesWrite)
            .Describe("Delete a file of a customer", Response.Empty(204), Response.Error(404, 410));
    }

    public static Task<Answer> ListAsync(long id, Work work, CrmDatabase database) => database.Store.ReadAsync<Answer>(
        async reader => await CustomerRecord.Table.FindAsync(reader, id) is null
            ? await CustomerRecord.Table.GoneAsync(reader, id, work)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new FileList(await FileWriter.ListAsync(reader, id)), FileJson.Wire.FileList)),
        work.Ct).AsTask();

    public static async Task<Answer> AddAsync(long id, HttpRequest request, Work work, FileWriter files, CrmDatabase database)
    {
        var (file, refusal) = await UploadedFile.ReadAsync(request, work.Ct);
        return file is null ? refusal! : await work.WriteOnceAsync(
            database,
            () => (byte[])[.. Encoding.UTF8.GetBytes(file.Name), .. file.Digest],
            async transaction => await CustomerRecord.Table.FindForUpdateAsync(transaction, id) is null
                ? await CustomerRecord.Table.GoneAsync(transaction, id, work)
                : (await files.CreateAsync(transaction, work, id, file)).ToCreated(static made =>
                    $"/api/customers/{made.CustomerId}/files/{made.Id}"));
    }

    public static async Task<IResult> DownloadAsync(long id, long file, Work work, CrmDatabase database)
    {
        var (found, gone) = await database.Store.ReadAsync(
            async reader => await FileWriter.Files.FindAsync(reader, id, file) is { } there
                ? (there, (Refusal?)null)
                : (null, await MissingAsync(reader, id, file, work)),
            work.Ct);
        return found is null ? ((Answer)gone!).ToHttp() : RecordFiles.Download(database.Store, found);
    }

    public static Task<Answer> DeleteAsync(long id, long file, Work work, FileWriter files, CrmDatabase database) =>
        database.Store.WriteAsync<Answer>(
        async transaction =>
        {
            // The customer first, as a merge takes it: its files stay where they are for this write.
            await CustomerRecord.Table.FindForUpdateAsync(transaction, id);
            if (await FileWriter.Files.FindForUpdateAsync(transaction, file) is not { } found || found.RecordId != id)
            {
                return await MissingAsync(transaction, id, file, work);
            }

            await files.DeleteAsync(transaction, work, found);
            return Answer.NoContent();
        },
        work.Ct);

    private static async ValueTask<Refusal> MissingAsync(IReader reader, long id, long file, Work work) =>
        await CustomerRecord.Table.FindAsync(reader, id) is null
            ? await CustomerRecord.Table.GoneAsync(reader, id, work)
            : new Refusal(RefusalCode.NotFound, $"Customer {id} has no file {file}.");
}
