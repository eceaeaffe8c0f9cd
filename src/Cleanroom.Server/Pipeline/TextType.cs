using System.Text.Unicode;

namespace Cleanroom.Server.Pipeline;

/// <summary>Content types of texts: without a charset browsers guess one, and guess wrong (contract, server 4).</summary>
static class TextType
{
    public const string Html = "text/html" + Charset, Plain = "text/plain" + Charset;

    const string Css = "text/css" + Charset, Csv = "text/csv" + Charset, JavaScript = "text/javascript" + Charset, Charset = "; charset=utf-8";

    /// <summary>The content type, with the charset when it is one of texts that names none and the body is valid UTF-8.</summary>
    public static string Complete(string type, ReadOnlySpan<byte> body)
    {
        if (!type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.Contains("charset=", StringComparison.OrdinalIgnoreCase) || !Utf8.IsValid(body)) return type;
        return type switch
        {
            "text/html" => Html,
            "text/plain" => Plain,
            "text/css" => Css,
            "text/csv" => Csv,
            "text/javascript" => JavaScript,
            _ => type.TrimEnd(' ', '\t', ';') + Charset,
        };
    }
}
