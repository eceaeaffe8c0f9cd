using Cleanroom.Server.Hosting;
using Embedding;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddCleanApp("prices.wasm", options => options with { HostFunctions = [typeof(ShopFunctions)] });

var app = builder.Build();
app.MapGet("/version", () => "1.0");
app.MapClean();
app.Run();
