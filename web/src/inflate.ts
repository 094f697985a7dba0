/** What deflated_base64 (instruments/report/deflate.h) packed, as text. */
export async function inflate(id: string): Promise<string> {
    const bytes = Uint8Array.from(atob(document.getElementById(id)!.textContent!), c => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
}
