using System.Text;
using Cleanroom.Server.Requests;

namespace Cleanroom.Server.Routing;

/// <summary>Fills the target of a redirect route: <c>:name</c> becomes the parameter as it was sent, the query is kept when the target has none.</summary>
static class RedirectTarget
{
    public static string Make(string target, RequestContext request)
    {
        var text = new StringBuilder();
        foreach (var part in target.Split('/'))
        {
            if (part is [':', .. var name] && request.TryGetParameter(Encoding.UTF8.GetBytes(name), out var value)) text.Append(value);
            else text.Append(part);
            text.Append('/');
        }
        text.Length--;
        if (!request.Query.IsEmpty && !target.Contains('?', StringComparison.Ordinal)) text.Append('?').Append(request.Query);
        return text.ToString();
    }
}
