// An admin server with a provider, whose libraries are ECMAScript modules alone: this Node must be able to require them.
export default {
  fallback: 'reject',
  admin: {
    url: 'https://admin.example',
    sessionSecret: 'a secret of more than thirty-two characters',
    signIn: { oidc: { issuer: 'https://127.0.0.1:9/nobody', clientId: 'inbox' } },
  },
};
