using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>A year of invoices, with its customers and products.</summary>
internal static class Retail
{
    private const string Query =
        "source=retail&mode=history&currency=GBP&returns=C&products=create&dates=M/d/yyyy H:mm&map=InvoiceNo=externalId,StockCode=sku,"
        + "Description=name,Quantity=quantity,InvoiceDate=placedAt,UnitPrice=unitPrice,CustomerID=customer,Country=";

    public static async Task ImportAsync(LockstepServer lockstep, RetailFile file)
    {
        await lockstep.Api.PostAsync("/api/customers/import?source=retail&map=CustomerID=externalId,Country=country", file.Customers,
            "text/csv");
        await lockstep.Api.PostAsync($"/api/orders/import?{Query}", file.Lines, "text/csv");
    }
}
