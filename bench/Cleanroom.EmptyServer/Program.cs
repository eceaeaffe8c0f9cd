// The form of an endpoint that starts fastest: no parameters to bind, nothing to serialize.
var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/", static http => http.Response.WriteAsync("hello"));
app.Run();
