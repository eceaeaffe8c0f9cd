using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Auth;

/// <summary>Who is signed in, and what they may do (contract, functions 16).</summary>
public sealed class AuthFunctionsTests : IAsyncLifetime
{
    FunctionsGuest _guest = null!;

    public async ValueTask InitializeAsync() => _guest = await FunctionsGuest.StartAsync();

    public ValueTask DisposeAsync() => _guest.DisposeAsync();

    [Fact]
    [Trait("Rule", "N116")]
    public async Task Anonymous_is_nobody()
    {
        foreach (var (path, expected) in new[]
        {
            ("/auth/user-id", "0"), ("/auth/user-role", ""), ("/auth/user", ""), ("/auth/get", "null"), ("/auth/require", "0"), ("/auth/check", "0"), ("/auth/admin", "0"),
            ("/auth/clear", "0"), ("/session/user", ""), ("/session/role", ""), ("/session/get", ""), ("/session/csrf", ""), ("/session/exists", "0"), ("/auth/owner-number", "0"),
        })
            Assert.Equal(expected, await _guest.CallAsync(path));
    }

    [Theory]
    [InlineData("""{"user_id":7,"role":"editor"}""", "1", "7", """{"id":7,"role":"editor","claims":{}}""")]
    [InlineData("""{"userId":"7","claims":{"a":1}}""", "1", "7", """{"id":7,"role":"user","claims":{"a":1}}""")]
    [InlineData("""{"id":"zoë","role":"x"}""", "1", "0", """{"id":"zoë","role":"x","claims":{}}""")]
    [InlineData("""{"id":"007"}""", "1", "0", """{"id":"007","role":"user","claims":{}}""")]
    [InlineData("""{"id":9007199254740993}""", "1", "9007199254740993", """{"id":9007199254740993,"role":"user","claims":{}}""")]
    [InlineData("""{"role":"editor"}""", "0", "0", "")]
    [InlineData("""{"id":null}""", "0", "0", "")]
    [InlineData("no json", "0", "0", "")]
    public async Task Sign_in_takes_a_user(string user, string result, string number, string described)
    {
        Assert.Equal(result, await _guest.CallAsync("/auth/set", ("user", user)));
        Assert.Equal(number, await _guest.CallAsync("/auth/user-id"));
        Assert.Equal(described, await _guest.CallAsync("/auth/user"));
        Assert.Equal(result, await _guest.CallAsync("/auth/check"));
        Assert.Equal(result, await _guest.CallAsync("/auth/clear"));
        Assert.Equal("0", await _guest.CallAsync("/auth/check"));
    }

    [Theory]
    [InlineData("editor", "editor", "write", "1", "1")]
    [InlineData("editor", "reader", "delete", "0", "0")]
    [InlineData("reader", "reader", "read", "1", "1")]
    [InlineData("reader", "admin", "write", "0", "0")]
    [InlineData("root", "editor", "anything", "0", "1")]
    [InlineData("publish", "editor", "publish", "0", "1")]
    [InlineData("admin", "editor", "write", "0", "1")]
    [InlineData("admin", "admin", "write", "1", "1")]
    [Trait("Rule", "N117")]
    public async Task Roles_decide_what_a_user_may(string role, string required, string permission, string hasRole, string can)
    {
        await _guest.CallAsync("/session/create", ("user", "7"), ("role", role));
        Assert.Equal(hasRole, await _guest.CallAsync("/auth/require-role", ("role", required)));
        Assert.Equal(can, await _guest.CallAsync("/auth/can", ("permission", permission)));
        Assert.Equal(role == "admin" ? "1" : "0", await _guest.CallAsync("/auth/admin"));
    }

    [Theory]
    [InlineData("""["editor","reader"]""", "reader", "1", "1")]
    [InlineData("editor, reader", "reader", "1", "1")]
    [InlineData("reader", "reader", "1", "1")]
    [InlineData("editor", "reader", "0", "0")]
    [InlineData("editor", "admin", "0", "1")]
    [InlineData("[]", "reader", "0", "0")]
    public async Task One_of_several_roles_is_enough(string roles, string role, string has, string requires)
    {
        await _guest.CallAsync("/session/create", ("user", "7"), ("role", role));
        Assert.Equal(has, await _guest.CallAsync("/auth/any-role", ("roles", roles)));
        Assert.Equal(requires, await _guest.CallAsync("/auth/require-any-role", ("roles", roles)));
    }

    [Fact]
    public async Task Owner_is_the_user_or_an_admin()
    {
        await _guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        Assert.Equal("1", await _guest.CallAsync("/auth/owner", ("user", "7")));
        Assert.Equal("1", await _guest.CallAsync("/auth/owner-number"));
        Assert.Equal("0", await _guest.CallAsync("/auth/owner", ("user", "8")));
        await _guest.CallAsync("/session/create", ("user", "1"), ("role", "admin"));
        Assert.Equal("1", await _guest.CallAsync("/auth/owner", ("user", "8")));
    }

    [Fact]
    [Trait("Rule", "N59")]
    public async Task Roles_of_the_entry_point_are_seen_by_every_request_and_those_of_a_request_end_with_it()
    {
        Assert.Equal("""["read","write"]""", await _guest.CallAsync("/roles/get", ("role", "editor")));
        Assert.Equal("1", await _guest.CallAsync("/roles/has", ("role", "root"), ("permission", "fly")));
        Assert.Equal("1", await _guest.CallAsync("/roles/register", ("roles", """{"editor":["delete"]}""")));
        Assert.Equal("0", await _guest.CallAsync("/roles/register", ("roles", """{"editor":"delete"}""")));
        Assert.Equal("0", await _guest.CallAsync("/roles/has", ("role", "editor"), ("permission", "delete")));
        Assert.Equal("[]", await _guest.CallAsync("/roles/get", ("role", "nobody")));
    }
}
