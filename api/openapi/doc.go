// Package openapi contains the types and the router that are generated from the contract, openapi.yaml.
package openapi

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config config.yaml ../../openapi.yaml
