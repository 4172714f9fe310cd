using System.Text;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Tests.Runtime.Http;

public sealed class CsvDownloadTests
{
    [Fact]
    public async Task A_file_goes_on_to_the_client_piece_by_piece()
    {
        var (context, body, seen, lines) = (new DefaultHttpContext(), new MemoryStream(), new List<string>(), 0);
        context.Response.Body = body;
        await CsvDownload.SendAsync(context, CsvDownload.Named("a.csv"), "id", chunk =>
        {
            seen.Add(Encoding.UTF8.GetString(body.ToArray()));
            chunk.Add(++lines).End();
            return ValueTask.FromResult(lines < 3);
        });
        seen.ShouldBe(["", "id\n1\n", "id\n1\n2\n"]);
        Encoding.UTF8.GetString(body.ToArray()).ShouldBe("id\n1\n2\n3\n");
        context.Response.Headers.ContentDisposition.ToString().ShouldBe("attachment; filename=\"a.csv\"");
    }
}
