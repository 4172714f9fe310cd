using System.Text;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Bench;

/// <summary>
/// Lockstep with the same small work at two paths: one open to all, one that needs a permission. What lies between their costs is what it
/// costs to know the caller.
/// </summary>
internal static class OpenAndClosed
{
    public const string Open = "/bench/open/";
    public const string Closed = "/bench/closed/";

    public static async Task RunAsync()
    {
        await using var app = Host.Program.Build();
        app.MapGet(Open + "{id:long}", WorkAsync).ForAll();
        app.MapGet(Closed + "{id:long}", WorkAsync).Needs(Permissions.CustomersRead);
        await app.StartAsync();

        // The bench holds the other end of standard input: when it is gone, however it went, so is this process.
        await Console.In.ReadToEndAsync();
    }

    private static async Task<IResult> WorkAsync(long id, ICustomerDirectory customers, HttpContext context) =>
        Answer.Ok(Encoding.UTF8.GetBytes($$"""{"name":"{{await customers.FindNameAsync(id, context.RequestAborted)}}"}""")).ToHttp();
}
