using System.Text.Unicode;

namespace Cleanroom.Server.Pipeline;

/// <summary>Content types of text: without a charset, browsers guess, often wrongly (contract, server 4).</summary>
static class TextType
{
    public const string Html = "text/html" + Charset, Plain = "text/plain" + Charset;

    const string Css = "text/css" + Charset, Csv = "text/csv" + Charset, JavaScript = "text/javascript" + Charset, Charset = "; charset=utf-8";

    /// <summary>Returns the content type; adds the charset to a text type that has none when the body is valid UTF-8.</summary>
    public static string Complete(string type, ReadOnlySpan<byte> body)
    {
        var complete = type switch
        {
            "text/html" => Html,
            "text/plain" => Plain,
            "text/css" => Css,
            "text/csv" => Csv,
            "text/javascript" => JavaScript,
            _ when !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.Contains("charset=", StringComparison.OrdinalIgnoreCase) => type,
            _ => type.TrimEnd(' ', '\t', ';') + Charset,
        };
        return ReferenceEquals(complete, type) || !Utf8.IsValid(body) ? type : complete;
    }
}
